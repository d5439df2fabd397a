/** An overdue mark is appealed against by the head of the unit, and reviewed by the county and then by the leader. */
import { DESK } from './support/browser.ts'
import { openCase, take } from './support/console.ts'
import { settled } from './support/settled.ts'
import { expect, test } from './support/test.ts'
import { unitOf, Voice } from './support/voice.ts'

interface Row {
  case_no: string
  state: { key: string }
  overdues: number
  lead: { id: number } | null
}

/** One of the two matters the demo's unit of head1 is late with, brought to its end: none becomes late while a test waits. */
async function closedLate(): Promise<string> {
  const head = await Voice.of('head1')
  const unit = await unitOf('head1')
  const open = ['handling', 'dispatched'].map((state) =>
    head.get<{ items: Row[] }>(`/events?due=overdue&limit=100&state=${state}`),
  )
  const late = (await Promise.all(open)).flatMap(({ items }) => items)
  const found = late.find((each) => each.overdues && each.lead?.id === unit)
  if (!found) throw new Error('The demo has nothing left that the unit of head1 is late with.')
  const handler = await Voice.of('handler1')
  if (found.state.key === 'dispatched') await handler.act(found.case_no, 'sign')
  await handler.act(found.case_no, 'feed_back', { result: '已修复并加固，现场已清理。' })
  const township = await Voice.of('township1')
  await township.act(found.case_no, 'pass', { method: 'on_site' })
  await township.act(found.case_no, 'close', { closing_condition_met: true })
  return found.case_no
}

test('an appeal is asked for at the case and granted by two reviews', async ({ open }) => {
  const no = await closedLate()
  const head = await open('head1', { viewport: DESK })
  await openCase(head, no)
  await head.getByTestId('appeal').click()
  await head
    .getByTestId('field-reason')
    .locator('textarea, input')
    .first()
    .fill('材料需定制，厂家停产两周，非本单位原因。')
  await head.getByTestId('field-basis').locator('textarea, input').first().fill('考核办法第八条')
  await head.getByTestId('action-form').getByTestId('send').click()
  await expect(head).toHaveURL(/\/console\/appeals\/\d+$/)
  const address = new URL(head.url()).pathname
  await settled(head)
  await expect(head.getByTestId('next')).toContainText('待初审')

  const review = async (username: string, action: string) => {
    const page = await open(username, { viewport: DESK })
    await page.goto('/console/appeals')
    await page.getByTestId('rows').locator(`a[href="${address}"]`).click()
    await expect(page.getByTestId('next')).toBeVisible()
    await settled(page)
    await take(page, action, { note: '情况属实。' })
    return page
  }
  const county = await review('county1', 'endorse')
  await expect(county.getByTestId('next')).toContainText('待终审')
  const leader = await review('leader1', 'grant')
  await expect(leader.getByTestId('appealed')).toHaveAttribute('href', `/console/cases/${no}`)

  await head.goto(address)
  await settled(head)
  await expect(head.getByTestId('next')).toContainText('申诉成立')
})
