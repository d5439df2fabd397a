/**
 * A worker gives somebody a code; with it the person sees what is held and who looked, objects in three taps, and reads
 * the answer of the operator, who carries it out in the console.
 */
import { ON_PHONE } from './support/browser.ts'
import { take } from './support/console.ts'
import { barriers, overflow } from './support/look.ts'
import { settled } from './support/settled.ts'
import { expect, test } from './support/test.ts'
import { Voice } from './support/voice.ts'

const BORN = '1952-01-02'

test('what is held about me: seen with a code, objected to, answered', async ({ open, guard }) => {
  guard.expect(/status of 404 /)
  const operator = await Voice.of('community1')
  const { items } = await operator.post<{ items: { home: { number: number } }[] }>('/registry/search', {
    name: '演示',
  })
  // Somebody of their own: what is objected to stays so, and other tests have their own people.
  const { number } = await operator.post<{ number: number }>('/registry/people', {
    dwelling: items[0]?.home.number,
    facts: {
      identity: { name: `演示周${Date.now() % 100_000}`, birth_date: BORN },
      residence: { kind: 'floating', relation: 'tenant' },
      contact: { phone: '14200001234' },
    },
  })
  const asked = { field: 'birth_date', reason: '核对户口簿' }
  await operator.post(`/registry/people/${number}/reveal`, asked)

  const desk = await open('community1')
  await desk.goto(`/console/registry/people/${number}`)
  await desk.getByTestId('give-access').click()
  await desk.getByTestId('how-card').check({ force: true })
  await desk.getByTestId('send').click()
  const code = (await desk.getByTestId('code').textContent()) ?? ''
  expect(code).toMatch(/^(\w{4}-){2}\w{4}$/)
  expect(await barriers(desk)).toEqual([])
  await desk.getByTestId('code-handed').click()
  await expect(desk.getByTestId('access-good')).toBeVisible()
  await expect(desk.locator('body')).not.toContainText(code)

  const me = await open(null, ON_PHONE)
  await me.goto(`/held#${code}`)
  await expect(me).toHaveURL(/\/held$/)
  await me.getByTestId('held-other').click()
  await me.getByTestId('held-proof').fill('19520103')
  await me.getByTestId('held-look').click()
  await expect(me.getByTestId('held-fault')).toBeVisible()
  await me.getByTestId('held-proof').fill(BORN)
  await me.getByTestId('held-look').click()
  await expect(me.getByTestId('looked')).toContainText('核对户口簿')
  await expect(me.getByTestId('group-contact')).toContainText('142****1234')
  await settled(me)
  expect(await barriers(me)).toEqual([])
  expect(await overflow(me)).toBe(0)
  await me.getByTestId('ask-contact').click()
  await me.getByTestId('kind-object').check()
  await me.getByTestId('ask-send').click()
  await expect(me.getByTestId('held-said')).toBeVisible()
  await me.getByTestId('large-text').click()
  expect(await overflow(me)).toBe(0)

  await desk.goto('/console/requests')
  await desk.getByTestId('rows').getByRole('link').first().click()
  await take(desk, 'check_identity', { how: 'code' })
  await take(desk, 'grant', { words: '以后不再打电话' })
  await take(desk, 'restrict', {})
  await take(desk, 'tell', { how: 'page' })
  expect(await barriers(desk)).toEqual([])

  await me.getByTestId('held-leave').click()
  await me.getByTestId('held-code').fill(code)
  await me.getByTestId('held-other').click()
  await me.getByTestId('held-proof').fill(BORN.replaceAll('-', ''))
  await me.getByTestId('held-look').click()
  await expect(me.getByTestId('request-answer').first()).toHaveText('以后不再打电话')
  await me.reload()
  await expect(me.getByTestId('held-form')).toBeVisible()
})
