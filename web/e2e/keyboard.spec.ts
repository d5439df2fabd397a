/** A case is handled with the keyboard alone, from the log-in to the unit it goes to; the focus can always be seen. */
import type { Page } from '@playwright/test'
import { DESK } from './support/browser.ts'
import { person } from './support/city.ts'
import { settled } from './support/settled.ts'
import { expect, test } from './support/test.ts'
import { reported, Voice } from './support/voice.ts'

const WORDS = `早市南口餐饮店后巷有人把泔水倒在路边，地面油污。${Date.now()}`

/** Press Tab until this has the focus; complains when a person would never get there, or could not see where they are. */
async function tabTo(page: Page, testid: string, most = 60): Promise<void> {
  for (let pressed = 0; pressed < most; pressed++) {
    const at = await page.evaluate((wanted) => {
      const focused = document.activeElement
      if (!focused || focused === document.body) return { there: false, seen: true }
      const style = getComputedStyle(focused)
      const around =
        focused.closest('.el-input__wrapper, .el-select__wrapper, .el-radio, .el-textarea') ?? focused
      const outer = getComputedStyle(around)
      return {
        there: focused.closest(`[data-testid="${wanted}"]`) !== null,
        seen: [style, outer].some((each) => each.outlineStyle !== 'none' || each.boxShadow !== 'none'),
      }
    }, testid)
    if (at.there) {
      expect(at.seen, `the focus on ${testid} can be seen`).toBe(true)
      return
    }
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab does not lead to ${testid}.`)
}

test('a dispatcher needs no mouse', async ({ open }) => {
  const { case_no } = await reported(WORDS)
  const page = await open(null, { viewport: DESK })
  const { password } = person('township1')
  const state = async () =>
    (await (await Voice.of('leader1')).get<{ state: { key: string } }>(`/events/${case_no}`)).state.key

  await test.step('log in', async () => {
    await page.goto('/console/')
    await expect(page.getByTestId('username')).toBeVisible()
    await page.keyboard.type('township1')
    await page.keyboard.press('Tab')
    await page.keyboard.type(password)
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('list')).toBeVisible()
    await settled(page)
  })

  await test.step('find the case and open it', async () => {
    await page.keyboard.press('/')
    await page.keyboard.type(WORDS.slice(-13))
    await page.keyboard.press('Enter')
    await expect(page.getByTestId(/^row-/)).toHaveCount(1)
    await settled(page)
    await page.keyboard.press('Escape')
    await tabTo(page, `row-${case_no}`)
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('words')).toContainText(WORDS)
    await settled(page)
  })

  await test.step('accept it', async () => {
    await tabTo(page, 'action-accept')
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('action-form')).toBeVisible()
    await page.keyboard.press('Control+Enter')
    await expect.poll(state).toBe('accepted')
  })

  await test.step('send it to the unit that the catalogue names', async () => {
    await expect(page.getByTestId('action-form')).toHaveCount(0)
    await settled(page)
    await tabTo(page, 'action-dispatch')
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('action-form')).toBeVisible()
    await page.keyboard.press('Control+Enter')
    await expect.poll(state).toBe('dispatched')
  })
})

test('every key is told on the page that has them', async ({ open }) => {
  const page = await open('township1', { viewport: DESK })
  await page.goto('/console/')
  await settled(page)
  await page.keyboard.press('?')
  await expect(page.getByTestId('key-help')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('key-help')).toBeHidden()
})
