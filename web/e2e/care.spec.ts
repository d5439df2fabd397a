/** Care in the console: opened from a resident's page, agreed to, begun, carried on; seen by those it names and nobody else. */
import { expect, test } from './support/test.ts'
import { barriers, overflow, raw } from './support/look.ts'
import { settled } from './support/settled.ts'
import { resident, Voice } from './support/voice.ts'

const REASON = '联系家属'

/** Somebody who is in the register since just now. */
async function neighbour(): Promise<{ number: number; name: string }> {
  const { home } = await resident()
  const operator = await Voice.of('community1')
  const name = `演示邻${String(Date.now() % 100_000).padStart(5, '0')}`
  const facts = { identity: { name }, residence: { kind: 'registered', relation: 'other_relative' } }
  return operator.post('/registry/people', { dwelling: home, facts })
}

test('care is opened, agreed to, begun and carried on by those it names alone', async ({ open, guard }) => {
  const { number, name } = await neighbour()
  const page = await open('community1')
  const usable = async (): Promise<void> => {
    await settled(page)
    expect(await barriers(page)).toEqual([])
    expect(await overflow(page)).toBe(0)
    expect(await raw(page)).toEqual([])
  }
  const act = async (action: string): Promise<void> => {
    await page.getByTestId(`action-${action}`).click()
    await expect(page.getByTestId('action-form')).toBeVisible()
  }
  const send = async (): Promise<void> => {
    await page.getByTestId('send').click()
    await expect(page.getByTestId('action-form')).toHaveCount(0)
    await settled(page)
  }

  await page.goto(`/console/registry/people/${number}`)
  await page.getByTestId('to-care').click()
  await page.getByTestId('register-severe_illness').click()
  await page.getByTestId('aim').fill('需要长期治疗，家人白天上班')
  await page.getByTestId('field-illness').locator('input').fill('需要长期透析')
  await page.getByTestId('field-needs').locator('textarea, input').fill('每周三次陪同往返医院')
  await usable()
  await page.getByTestId('open-care').click()
  await expect(page).toHaveURL(/\/care\/\d{16}$/)
  await usable()

  await act('agree')
  await page.getByTestId('field-how').getByText('本人书面同意').click()
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date())
  await page.getByTestId('field-day').locator('input').fill(day)
  await page.keyboard.press('Enter')
  await send()
  await act('begin')
  await page.getByTestId('field-plan').locator('textarea').fill('周一、三、五由志愿者陪同往返医院')
  await send()
  await expect(page.getByTestId('plan')).toContainText('志愿者')
  await usable()

  // What is masked is shown with a reason, which stays on the record for the person.
  await page.getByTestId('reveal-illness').click()
  await page.getByTestId('reveal-reason').fill(REASON)
  await page.getByTestId('send').click()
  await expect(page.getByTestId('value-illness')).toHaveText('需要长期透析')
  await expect(page.getByTestId('readings')).toContainText(REASON)

  // It stands in the list of whoever works on it, and is not there for the worker of the same grid.
  const address = page.url()
  await page.goto('/console/care')
  await expect(page.getByTestId('rows')).toContainText(name)
  await usable()
  guard.expect(/status of 404 .*\/care\/\d{16}/)
  const other = await open('grid1')
  await other.goto(address)
  await expect(other.getByTestId('failure')).toBeVisible()
  await expect(other.getByText(name)).toHaveCount(0)
})

test('whoever supervises sees how many, and nobody', async ({ open }) => {
  const page = await open('township1')
  await page.goto('/console/care')
  await expect(page.getByTestId('counts')).toContainText('独居与高龄老人')
  await expect(page.getByTestId('counts')).toContainText('少于')
  await expect(page.getByTestId('counts')).not.toContainText('演示')
})
