/** Where somebody is logged in, ended by that person from elsewhere. */
import { settled } from './support/settled.ts'
import { expect, test } from './support/test.ts'

test('a session that was left open somewhere is ended from another one', async ({ open, guard }) => {
  guard.expect(/status of 401 /)
  const left = await open('joint2')
  await left.goto('/console/')
  const page = await open('joint2')
  await page.goto('/console/sessions')
  await settled(page)
  const others = page.getByTestId('end-session')
  for (let count = await others.count(); count > 0; count--) {
    await others.first().click()
    await expect(others).toHaveCount(count - 1)
  }
  await left.goto('/console/password')
  await expect(left).toHaveURL(/\/login/)
  await page.goto('/console/password')
  await expect(page.getByTestId('current')).toBeVisible()
})
