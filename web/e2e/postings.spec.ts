/** Somebody with two postings: what waits for them and where they may go follow the one they have chosen. */
import { DESK } from './support/browser.ts'
import { throughTheDoor } from './support/people.ts'
import { settled } from './support/settled.ts'
import { expect, test } from './support/test.ts'
import { accepted, gridOf, unitOf, Voice, type Receipt } from './support/voice.ts'

test('the other posting has another to-do list and another navigation', async ({ open }) => {
  const words = `楼下晾衣杆断裂${Date.now()}`
  const { lng, lat } = await gridOf('grid1')
  const worker = await Voice.of('grid1')
  const community = await worker.post<Receipt>('/reports', { text: words, lng, lat, item_code: 'E0135' })
  const unit = await accepted(words)
  const township = await Voice.of('township1')
  await township.act(unit.case_no, 'dispatch', { lead: await unitOf('handler1'), joint: [] })
  const duo = await Voice.of('duo1')
  const { postings } = await duo.get<{ postings: { id: number; place: string }[] }>('/session')
  const [first, second] = postings as [(typeof postings)[0], (typeof postings)[0]]

  const page = await open(null, { viewport: DESK })
  await page.goto('/console/login')
  await throughTheDoor(page, 'duo1')
  const shown = async (place: string, case_no: string) => {
    await expect(page.getByTestId('posting')).toContainText(place)
    await page.getByTestId('search').fill(words)
    await expect(page.getByTestId(/^row-/)).toHaveCount(1)
    await expect(page.getByTestId(`row-${case_no}`)).toBeVisible()
    await settled(page)
  }
  await shown(first.place, community.case_no)
  await expect(page.getByTestId('nav-patrols')).toBeVisible()

  // From a page that the other posting has no power for, one comes to its list.
  await page.getByTestId('nav-patrols').click()
  await settled(page)
  await page.getByTestId('posting').click()
  await page.getByTestId(`posting-${second.id}`).click()
  await shown(second.place, unit.case_no)
  await expect(page.getByTestId('nav-patrols')).toHaveCount(0)

  await page.reload()
  await expect(page.getByTestId('posting')).toContainText(second.place)
  await page.getByTestId('posting').click()
  await page.getByTestId(`posting-${first.id}`).click()
  await shown(first.place, community.case_no)
  await expect(page.getByTestId('nav-patrols')).toBeVisible()
})
