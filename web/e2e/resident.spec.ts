/**
 * The resident app on its own: what is written without a server is sent once when there is one; what is refused can be
 * put right; the secret is on no screen and in no address for longer than it takes to read it.
 */
import { DESK, ON_PHONE } from './support/browser.ts'
import { Server } from './support/city.ts'
import { openCase } from './support/console.ts'
import { PHOTO, throughTheDoor } from './support/people.ts'
import { settled } from './support/settled.ts'
import { expect, test } from './support/test.ts'
import { accepted, reported, unitOf, Voice } from './support/voice.ts'

test('a report is written with the server stopped and sent when it is back, once', async ({
  open,
  guard,
}) => {
  guard.expect(/ERR_(CONNECTION_REFUSED|EMPTY_RESPONSE|CONNECTION_RESET|FAILED)/)
  const words = `三单元楼道灯不亮，老人上下楼看不见${Date.now()}`
  const server = await Server.begin()
  try {
    const page = await open(null, { ...ON_PHONE, origin: server.address })
    await page.goto('/')
    // Everything lies on the phone once its worker is in charge.
    await page.evaluate(async () => void (await navigator.serviceWorker.ready))
    await server.stop()

    await page.goto('/report')
    await page.getByTestId('report-text').fill(words)
    await page.getByTestId('use-position').click()
    await expect(page.getByTestId('place-chosen')).toBeVisible()
    await page.reload()
    await expect(page.getByTestId('report-text')).toHaveValue(words)
    await page.getByTestId('report-send').click()
    await expect(page.getByTestId('sent-waiting')).toBeVisible()
    const receipt = page.url()
    await page.goto('/')
    await expect(page.getByTestId('waiting')).toBeVisible()

    await server.start()
    await page.goto(receipt)
    await expect(page.getByTestId('receipt-number')).toBeVisible({ timeout: 40_000 })
    await page.goto('/')
    await expect(page.getByTestId('waiting')).toHaveCount(0)

    const leader = await Voice.of('leader1')
    const found = await leader.get<{ items: unknown[] }>(`/events?q=${words.slice(-13)}`)
    expect(found.items).toHaveLength(1)
  } finally {
    await server.stop()
  }
})

test('what is refused says why and comes back as it was written', async ({ open, guard }) => {
  guard.expect(/status of 422 /)
  const page = await open(null, ON_PHONE)
  await page.goto('/report')
  await page.getByTestId('report-text').fill('垃圾桶满了没人收')
  await page.getByTestId('place-words').fill('月球背面')
  await page.getByTestId('report-send').click()
  await expect(page.getByTestId('sent-why')).not.toBeEmpty()
  await page.getByTestId('sent-edit').click()
  await expect(page.getByTestId('report-text')).toHaveValue('垃圾桶满了没人收')
  await page.getByTestId('place-words').fill('安居社区')
  await page.getByTestId('place-found').first().click()
  await page.getByTestId('report-send').click()
  await expect(page.getByTestId('receipt-secret')).toHaveText(/^(\w{4}-){2}\w{4}$/)
})

test('a scanned secret leaves the address, and a borrowed phone', async ({ open, guard }) => {
  guard.expect(/status of 404 /)
  const { case_no, secret } = await reported('小区健身器材松动，小孩容易受伤')
  const page = await open(null, ON_PHONE)
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await page.goto(`/follow/${case_no}#${secret}`)
  await expect(page.getByTestId('path')).toBeVisible()
  expect(page.url()).not.toContain(secret)
  expect(asked.filter((url) => url.includes(secret) && !url.includes('#'))).toEqual([])

  await page.goto('/follow')
  await expect(page.getByTestId('matter-row')).toHaveCount(1)
  await page.getByTestId('borrowed').check()
  const kept = await page.evaluate(() => JSON.stringify(localStorage))
  expect(kept).not.toContain(secret)
  await page.evaluate(() => sessionStorage.clear())
  await page.reload()
  await expect(page.getByTestId('no-matters')).toBeVisible()

  await page.getByTestId('follow-number').fill(case_no)
  await page.getByTestId('follow-secret').fill('AAAA-BBBB-CCCC')
  await page.getByTestId('follow-look').click()
  await expect(page.getByTestId('follow-fault')).not.toBeEmpty()
})

test('the reporter sees the photo that the unit meant for them, and no other', async ({ open }) => {
  const { case_no, secret } = await accepted('路口雨水箅子缺失，骑车容易摔')
  await (await Voice.of('township1')).act(case_no, 'dispatch', { lead: await unitOf('handler1'), joint: [] })
  await (await Voice.of('handler1')).act(case_no, 'sign')

  const desk = await open('handler1', { viewport: DESK })
  await openCase(desk, case_no)
  const wish = desk.getByTestId('for-reporter').getByRole('checkbox')
  const add = async (file: string | { name: string; mimeType: string; buffer: Buffer }, photos: number) => {
    await desk.getByTestId('file-input').setInputFiles(file)
    await expect(desk.getByTestId('case').locator('.photos li')).toHaveCount(photos)
    await settled(desk)
  }
  const files = async () =>
    (await Voice.stranger(secret).get<{ attachments: unknown[] }>(`/follow/${case_no}`)).attachments
  await expect(wish).toBeChecked()
  await desk.getByTestId('for-reporter').click()
  await expect(wish).not.toBeChecked()
  await add({ name: 'within.png', mimeType: 'image/png', buffer: await desk.screenshot() }, 1)
  expect(await files()).toHaveLength(0)
  // What was chosen holds for those files only: the next ones are the unit's results again.
  await expect(wish).toBeChecked()
  await add(PHOTO, 2)
  expect(await files()).toHaveLength(1)

  const phone = await open(null, ON_PHONE)
  await phone.goto(`/follow/${case_no}#${secret}`)
  await expect(phone.getByTestId('matter-photo')).toHaveCount(1)

  const township = await open('township1', { viewport: DESK })
  await openCase(township, case_no)
  await expect(township.getByTestId('for-reporter').getByRole('checkbox')).not.toBeChecked()
})

test('a worker who looked at the place lets the reporter see it, on purpose', async ({ open, guard }) => {
  // The photo has moved the case on: the phone asks what has changed, sees its own doing, and sends again.
  guard.expect(/status of 409 .*\/actions\/pass/)
  const { case_no, secret } = await accepted('巷口路灯不亮，夜里看不清台阶')
  await (await Voice.of('township1')).act(case_no, 'dispatch', { lead: await unitOf('handler1'), joint: [] })
  const handler = await Voice.of('handler1')
  await handler.act(case_no, 'sign')
  await handler.act(case_no, 'feed_back', { result: '已更换灯头，当晚恢复照明。' })

  const phone = await open(null, ON_PHONE)
  await phone.goto('/field/login')
  await throughTheDoor(phone, 'grid1')
  await phone.goto(`/field/cases/${case_no}`)
  await phone.getByTestId('action-pass').click()
  await phone.getByTestId('field-method').getByRole('radio').first().check()
  await phone.getByTestId('photo-input').setInputFiles(PHOTO)
  await expect(phone.getByTestId('for-reporter')).not.toBeChecked()
  await phone.getByTestId('for-reporter').check()
  await phone.getByTestId('form-send').click()
  const reporter = Voice.stranger(secret)
  await expect
    .poll(
      async () => (await reporter.get<{ attachments: unknown[] }>(`/follow/${case_no}`)).attachments.length,
    )
    .toBe(1)
  await phone.goto('/field/queue')
  await expect(phone.locator('[data-testid=entry]:not([data-state=sent])')).toHaveCount(0)
  await expect
    .poll(async () => (await handler.get<{ state: { key: string } }>(`/events/${case_no}`)).state.key)
    .toBe('verified')
})
