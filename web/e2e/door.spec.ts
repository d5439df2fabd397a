import { expect, test } from './support/test.ts'

test('every face opens at its address', async ({ page }) => {
  for (const path of ['/', '/console/', '/field/']) {
    await page.goto(path)
    await expect(page.locator('#app')).not.toBeEmpty()
    await expect(page).toHaveTitle(/\p{Script=Han}/u)
  }
})
