/** The city's own log-in: two administrators say whose account somebody at the provider opens; nobody else comes in. */
import type { Page } from '@playwright/test'
import { person } from './support/city.ts'
import { barriers } from './support/look.ts'
import { settled } from './support/settled.ts'
import { expect, test } from './support/test.ts'

/** From the console's log-in to the provider and back. */
async function comeIn(page: Page, subject: string): Promise<void> {
  await page.goto('/console/login')
  await page.getByTestId('sso').click()
  await page.locator('input[name=sub]').fill(subject)
  await page.getByRole('button', { name: 'Authorize' }).click()
}

/** The administrator's page of an account. */
async function account(page: Page, name: string): Promise<void> {
  await page.goto('/console/admin/people')
  await page.getByTestId('person-words').fill(name)
  await expect(page.getByTestId('people').locator('tbody tr')).toHaveCount(1)
  await page.getByTestId('open-person').click()
  await expect(page.getByTestId('provider-link')).toBeVisible()
}

test('somebody comes in by the provider once two administrators have said who they are', async ({
  open,
  guard,
  signOn: { provider, origin },
}) => {
  guard.expect(/status of 403 .*\/session\/sso$/)
  const { name } = person('callback1')
  const subject = `u${Date.now()}`

  const me = await open(null, { origin })
  await comeIn(me, subject)
  await expect(me.getByTestId('subject')).toHaveText(subject)
  // What came back with the address is gone from it: a page that is shown or sent on gives nothing away.
  await expect(me).toHaveURL(`${origin}/console/sso`)
  expect(await barriers(me)).toEqual([])

  const system = await open('system1', { origin })
  await account(system, name)
  await system.getByTestId('link').click()
  await system.getByRole('dialog').getByTestId('subject').fill(subject)
  await system.getByTestId('link-reason').fill('入职登记')
  await system.getByTestId('send').click()
  await expect(system.getByTestId('provider-link')).toContainText(subject)
  await expect(system.getByTestId('confirm-link')).toHaveCount(0)
  await comeIn(me, subject)
  await expect(me.getByTestId('refused')).toBeVisible()

  const security = await open('security1', { origin })
  await account(security, name)
  await expect(security.getByTestId('link')).toHaveCount(0)
  await security.getByTestId('confirm-link').click()
  await security.getByTestId('link-reason').fill('核对工作证')
  await security.getByTestId('send').click()
  await expect(security.getByTestId('confirm-link')).toHaveCount(0)
  await settled(security)
  expect(await barriers(security)).toEqual([])

  await comeIn(me, subject)
  await expect(me.getByTestId('person')).toContainText(name)

  // Somebody else at the provider stays outside, and so does whoever thinks better of it there.
  const other = await open(null, { origin })
  await comeIn(other, `${subject}x`)
  await expect(other.getByTestId('subject')).toHaveText(`${subject}x`)
  await other.goto('/console/login')
  await other.getByTestId('sso').click()
  await other.getByRole('button', { name: 'Deny' }).click()
  await expect(other.getByTestId('refused')).toBeVisible()
  await other.goto('/console/')
  await expect(other).toHaveURL(/\/login/)

  // Whoever came by the provider leaves there, too.
  await me.getByTestId('person').click()
  await me.getByTestId('log-out').click()
  await expect(me).toHaveURL(new RegExp(`^${provider.address}/`))
  await me.goto('/console/')
  await expect(me).toHaveURL(/\/login/)
})
