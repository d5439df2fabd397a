/** The main screens of the three faces, in the sizes they are made for, as pictures for the documentation. */
import { join } from 'node:path'
import type { BrowserContextOptions, Page } from '@playwright/test'
import { DESK, ON_PHONE } from '../support/browser.ts'
import { ready } from '../support/phone.ts'
import { settled } from '../support/settled.ts'
import { test } from '../support/test.ts'
import { accepted, gridOf, reported, unitOf, Voice } from '../support/voice.ts'

const FOLDER = process.env.WANGGE_SCREENS ?? 'test-results'
const SMALL_DESK = { width: 1024, height: 768 }

test.describe.configure({ timeout: 240_000 })

async function shoot(page: Page, name: string): Promise<void> {
  await settled(page)
  await page.waitForTimeout(800) // maps and charts draw once more when what they show has come
  await page.screenshot({ path: join(FOLDER, `${name}.png`) })
}

/** A case that has been through enough to be looked at. */
async function handled(): Promise<string> {
  const { case_no } = await accepted(
    '早市南口餐饮店后巷有人把泔水和剩饭倒在路边，地面油污，气味很大，行人绕着走。',
  )
  const lead = await unitOf('handler1')
  const joint = [await unitOf('joint1')]
  await (await Voice.of('township1')).act(case_no, 'dispatch', { lead, joint })
  await (await Voice.of('handler1')).act(case_no, 'sign')
  await (
    await Voice.of('leader1')
  ).act(case_no, 'order', { requirement: '早市周边群众反映集中，请今日内清理并固定收运时间。' })
  return case_no
}

test('console', async ({ open }) => {
  const no = await handled()
  for (const words of [
    '人行道地砖松动，老人走过差点摔倒。',
    '小区门口路灯不亮，晚上看不见路。',
    '早市出入口堆着垃圾，挡住了盲道。',
  ])
    await reported(words)
  const shots: [string, string, string, BrowserContextOptions][] = [
    ['console-log-in', '', '/login', { viewport: DESK }],
    ['console-list', 'township1', '/', { viewport: DESK }],
    ['console-list-small', 'township1', '/', { viewport: SMALL_DESK }],
    ['console-list-dark', 'township1', '/', { viewport: DESK, colorScheme: 'dark' }],
    ['console-case', 'township1', `/cases/${no}`, { viewport: DESK }],
    ['console-case-handler', 'handler1', `/cases/${no}`, { viewport: SMALL_DESK }],
    ['console-map', 'city1', '/map', { viewport: DESK }],
    ['console-catalogue', 'system1', '/admin/catalogue', { viewport: DESK }],
    ['console-people', 'security1', '/admin/people', { viewport: DESK }],
  ]
  for (const [name, username, path, options] of shots) {
    const page = await open(username || null, options)
    await page.goto(`/console${path}`)
    await shoot(page, name)
    await page.context().close()
  }
})

test('field app', async ({ open }) => {
  const no = await handled()
  const { lng, lat } = await gridOf('grid1')
  const page = await open(null, { ...ON_PHONE, geolocation: { longitude: lng, latitude: lat } })
  await page.goto('/field/login')
  await ready(page, 'grid1')
  await page.goto('/field/')
  await shoot(page, 'field-today')
  await page.goto('/field/report')
  await page.getByTestId('report-text').fill('早市南口有人把泔水倒在路边，地面油污，气味很大。')
  await page.getByTestId('item-suggested').first().waitFor()
  await shoot(page, 'field-report')
  await page.goto(`/field/cases/${no}`)
  await shoot(page, 'field-case')
  await page.goto('/field/queue')
  await shoot(page, 'field-queue')
  await page.goto('/field/map')
  await shoot(page, 'field-map')
})

test('resident app', async ({ open }) => {
  const { case_no, secret } = await reported('楼下路灯坏了三盏，晚上看不见路。')
  const { code } = await gridOf('grid1')
  const page = await open(null, ON_PHONE)
  for (const [name, path] of [
    ['resident-home', '/'],
    ['resident-report', '/report'],
    ['resident-matter', `/follow/${case_no}#${secret}`],
    ['resident-receipt', `/follow/${case_no}/receipt`],
    ['resident-card', `/grid/${code}`],
  ] as const) {
    await page.goto(path)
    await shoot(page, name)
  }
  await page.goto('/')
  await page.getByTestId('large-text').click()
  await shoot(page, 'resident-home-large')
  const desk = await open(null, { viewport: DESK })
  await desk.goto('/')
  await shoot(desk, 'resident-home-desk')
})
