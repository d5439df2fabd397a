/** Two people at one case: who comes second is shown what the first one did, keeps what was typed, and decides. */
import { DESK } from './support/browser.ts'
import { begin, openCase } from './support/console.ts'
import { expect, test } from './support/test.ts'
import { accepted, unitOf, Voice } from './support/voice.ts'

const TYPED = '已到现场，正在联系商户清理。'

test('the second of two operators sees what has changed', async ({ open, guard }) => {
  guard.expect(/status of 409/)
  const { case_no } = await accepted('早市后巷堆着餐厨垃圾，行人绕着走。')
  await (await Voice.of('township1')).act(case_no, 'dispatch', { lead: await unitOf('handler1'), joint: [] })
  await (await Voice.of('handler1')).act(case_no, 'sign')

  const handler = await open('handler1', { viewport: DESK })
  await openCase(handler, case_no)
  await begin(handler, 'progress')
  await handler.getByTestId('action-form').locator('textarea').first().fill(TYPED)
  // The page must not learn of it by itself: the second one sends what was seen before.
  await handler.route('**/stream', (route) => route.abort())
  await (await Voice.of('leader1')).act(case_no, 'order', { requirement: '请今日内清理完毕。' })
  await handler.getByTestId('action-form').getByTestId('send').click()

  const conflict = handler.getByTestId('conflict')
  await expect(conflict).toContainText('请今日内清理完毕。')
  await expect(conflict.getByTestId('kept')).toContainText(TYPED)
  await conflict.getByTestId('again').click()
  await expect(handler.getByTestId('action-form').locator('textarea').first()).toHaveValue(TYPED)
  await handler.getByTestId('action-form').getByTestId('send').click()
  await expect(handler.getByTestId('action-form')).toHaveCount(0)
  await expect(handler.getByTestId('steps')).toContainText(TYPED)
})

test('what was typed can be dropped', async ({ open, guard }) => {
  guard.expect(/status of 409/)
  const { case_no } = await accepted('早市后巷堆着餐厨垃圾，行人绕着走。')
  const page = await open('township1', { viewport: DESK })
  await openCase(page, case_no)
  await begin(page, 'dispatch')
  await (await Voice.of('township1')).act(case_no, 'dispatch', { lead: await unitOf('handler1'), joint: [] })
  await page.getByTestId('action-form').getByTestId('send').click()
  await expect(page.getByTestId('conflict')).toBeVisible()
  await expect(page.getByTestId('again')).toHaveCount(0)
  await page.getByTestId('drop').click()
  await expect(page.getByTestId('conflict')).toHaveCount(0)
  const { version } = await (await Voice.of('leader1')).get<{ version: number }>(`/events/${case_no}`)
  expect(version).toBe(3)
})
