/**
 * The eleven steps, done by seven people in three apps: a resident, a grid worker, the township's dispatcher, the
 * handlers of two units, the city's leader and the caller who asks how it went.
 */
import type { Page } from '@playwright/test'
import { DESK, ON_PHONE } from './support/browser.ts'
import { begin, chooseUnit, openCase, send, take } from './support/console.ts'
import { PHOTO, throughTheDoor } from './support/people.ts'
import { settled } from './support/settled.ts'
import { expect, test } from './support/test.ts'
import { gridOf, Voice } from './support/voice.ts'

const WORDS = `早市南口餐饮店后巷有人把泔水和剩饭倒在路边，地面油污，气味很大。${Date.now()}`
const FOUND = `早市出入口的公共垃圾桶满溢，垃圾散落在人行道上。${Date.now()}`

test.describe.configure({ timeout: 300_000 })

test('one report goes through all eleven steps', async ({ open, guard }) => {
  // The finding has moved the patrol on: the phone asks what has changed, sees its own doing, and sends again.
  guard.expect(/status of 409 .*\/patrols\//)
  const { code, lng, lat } = await gridOf('grid1')
  const here = { ...ON_PHONE, geolocation: { longitude: lng, latitude: lat } }
  const phone = await open(null, here)
  const desks = new Map<string, Page>()
  const desk = async (username: string) => {
    const page = desks.get(username) ?? (await open(username, { viewport: DESK }))
    desks.set(username, page)
    return page
  }
  let patrol = ''
  let no = ''

  await test.step('patrol: the township plans one, the grid worker walks it', async () => {
    const township = await Voice.of('township1')
    patrol = (
      await township.post<{ case_no: string }>('/patrols', {
        title: '早市周边例行巡查',
        grid: code,
        checklist: ['早市出入口', '公共垃圾收集点'],
        finish_by: new Date(Date.now() + 4 * 3_600_000).toISOString(),
      })
    ).case_no
    await phone.goto('/field/login')
    await throughTheDoor(phone, 'grid1')
    await phone.goto(`/field/patrols/${patrol}`)
    await phone.getByTestId('patrol-start').click()
    for (const line of await phone.getByTestId('tick').all()) await line.check()
  })

  await test.step('discover: what the worker finds on the way is told with a photograph', async () => {
    await phone.getByTestId('patrol-find').click()
    await phone.locator('input[type=file]').first().setInputFiles(PHOTO)
    await phone.getByTestId('report-text').fill(FOUND)
    await phone.getByTestId('item-suggested').first().click()
    await phone.getByTestId('report-send').click()
    await expect(phone.getByTestId('finding')).toHaveCount(1)
    await phone.goto('/field/queue')
    await expect(phone.locator('[data-testid=entry]:not([data-state=sent])')).toHaveCount(0)
    await phone.goto(`/field/patrols/${patrol}`)
    await phone.getByTestId('patrol-finish').click()
    await phone.getByTestId('form-send').click()
    await expect
      .poll(async () => (await (await Voice.of('township1')).get<State>(`/patrols/${patrol}`)).state.key)
      .toBe('finished')
  })

  const resident = await open(null, here)
  await test.step('report: a resident, without an account', async () => {
    await resident.goto('/report')
    await resident.locator('input[type=file]').first().setInputFiles(PHOTO)
    await resident.getByTestId('report-text').fill(WORDS)
    await resident.getByTestId('use-position').click()
    await expect(resident.getByTestId('place-chosen')).toBeVisible()
    await resident.getByTestId('report-send').click()
    await resident.getByTestId('sent-follow').click()
    await expect(resident.getByTestId('matter-status')).toBeVisible()
    no = /follow\/(\d+)/.exec(resident.url())?.[1] ?? ''
    expect(no).toMatch(/^\d{16}$/)
  })

  await test.step('accept and dispatch: the township', async () => {
    const page = await desk('township1')
    await openCase(page, no)
    await expect(page.getByTestId('words')).toContainText(WORDS)
    await take(page, 'accept', { item_code: 'E0131' })
    await begin(page, 'dispatch')
    await chooseUnit(page, 'joint', '白塔区环境卫生中心')
    await send(page)
  })

  await test.step('handle: the unit signs for it', async () => {
    const page = await desk('handler1')
    await openCase(page, no)
    await take(page, 'sign', {})
  })

  await test.step('supervise: the leader orders, the unit answers', async () => {
    const leader = await desk('leader1')
    await openCase(leader, no)
    await take(leader, 'order', { requirement: '早市周边群众反映集中，请今日内清理并固定收运时间。' })
    const handler = await desk('handler1')
    await openCase(handler, no)
    await take(handler, 'answer_order', { answer: '已约谈商户，路面清洗完毕，收运时间改为每日九时前。' })
  })

  await test.step('handle and feed back: both units say what they did', async () => {
    const joint = await desk('joint1')
    await openCase(joint, no)
    await take(joint, 'contribute', { result: '已出动冲洗车清洗路面，增设一处密闭餐厨垃圾桶。' })
    const lead = await desk('handler1')
    await openCase(lead, no)
    await take(lead, 'feed_back', {
      result: '已责令商户清理并签订餐厨垃圾收运承诺，路面清洗完毕。',
    })
  })

  await test.step('verify: the grid worker looks at the place', async () => {
    await phone.goto(`/field/cases/${no}`)
    await phone.getByTestId('action-pass').click()
    await phone.getByTestId('field-method').getByRole('radio').first().check()
    await phone.getByTestId('form-send').click()
    await expect.poll(() => stateOf(no)).toBe('verified')
  })

  await test.step('close: the township', async () => {
    const page = await desk('township1')
    await openCase(page, no)
    await take(page, 'close', { closing_condition_met: true })
    await expect.poll(() => stateOf(no)).toBe('closed')
  })

  await test.step('evaluate: the resident rates, the caller asks, the leader appraises', async () => {
    await resident.reload()
    await expect(resident.getByTestId('outcome')).toContainText('路面清洗完毕')
    await resident
      .getByTestId(/act-(first|rate)/)
      .first()
      .click()
    await settled(resident)
    await resident.getByRole('radio').first().check({ force: true })
    await resident.getByTestId('form-send').click()
    await expect(resident.getByTestId('said')).toBeVisible()

    const caller = await desk('callback1')
    await openCase(caller, no)
    await take(caller, 'call_back', { reached: true, contacted_in_time: true, solved: true, satisfied: '5' })
    const leader = await desk('leader1')
    await openCase(leader, no)
    await take(leader, 'appraise', { unit: 5, area: 5, post: 4 })
  })

  await test.step('all eleven stand in the time-line', async () => {
    const page = await desk('township1')
    await openCase(page, no)
    const told = await page
      .getByTestId('steps')
      .getByTestId(/^step-/)
      .count()
    expect(told).toBeGreaterThanOrEqual(12)
    const { items } = await (
      await Voice.of('leader1')
    ).get<{ items: { action: { key: string } }[] }>(`/events/${no}/steps`)
    expect(items.map((each) => each.action.key)).toEqual([
      'report',
      'attach',
      'accept',
      'dispatch',
      'sign',
      'order',
      'answer_order',
      'contribute',
      'feed_back',
      'pass',
      'close',
      'rate',
      'call_back',
      'appraise',
    ])
  })
})

interface State {
  state: { key: string }
}

async function stateOf(no: string): Promise<string> {
  return (await (await Voice.of('leader1')).get<State>(`/events/${no}`)).state.key
}
