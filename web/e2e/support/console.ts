import { expect, type Page } from '@playwright/test'
import { settled } from './settled.ts'

type Data = Record<string, string | number | boolean>

/** The page of one case in the console. */
export async function openCase(page: Page, no: string): Promise<void> {
  await page.goto(`/console/cases/${no}`)
  await expect(page.getByTestId('next')).toBeVisible()
  await settled(page)
}

/** Begin an action: its own button, or the one in the menu of the rest. */
export async function begin(page: Page, action: string): Promise<void> {
  const button = page.getByTestId(`action-${action}`)
  if (!(await button.first().isVisible())) await page.getByTestId('more-actions').click()
  await button.first().click()
  await expect(page.getByTestId('action-form')).toBeVisible()
}

/** Put a value into the control that a form's field is drawn as. */
async function fill(page: Page, name: string, value: Data[string]): Promise<void> {
  const field = page.getByTestId(`field-${name}`)
  await expect(field).toBeVisible()
  const suggested = field.getByTestId(`suggested-${value}`)
  if (await suggested.count()) return suggested.click()
  const radios = field.getByRole('radio')
  if (await radios.count()) {
    const chosen = field.locator(`input[type=radio][value="${value}"]`)
    return chosen.check({ force: true })
  }
  await field.locator('input, textarea').first().fill(String(value))
}

/** Find a unit by words and choose it, among those a field already holds. */
export async function chooseUnit(page: Page, name: string, unit: string): Promise<void> {
  const field = page.getByTestId(`field-${name}`)
  await field.getByTestId('unit').click()
  await field.locator('input').first().fill(unit)
  await page.getByRole('option', { name: unit }).first().click()
  // The list stays open for more; it is closed before anything below it is reached for.
  await page.keyboard.press('Tab')
  await expect(page.getByRole('listbox')).toHaveCount(0)
}

/** Take an action with its form. */
export async function take(page: Page, action: string, data: Data): Promise<void> {
  await begin(page, action)
  for (const [name, value] of Object.entries(data)) await fill(page, name, value)
  await send(page)
}

export async function send(page: Page): Promise<void> {
  await page.getByTestId('action-form').getByTestId('send').click()
  await expect(page.getByTestId('action-form')).toHaveCount(0)
  await settled(page)
}
