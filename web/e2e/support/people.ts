import { expect, type Page } from '@playwright/test'
import { join } from 'node:path'
import { person } from './city.ts'
import { Voice } from './voice.ts'

/** Those of the demo who use the console, the widest view first. */
export const CONSOLE_PEOPLE = [
  'city1',
  'township1',
  'community1',
  'handler1',
  'head1',
  'protection1',
  'leader1',
  'callback1',
  'system1',
  'security1',
  'audit1',
]

/** A photograph of a street, as a phone would take it. */
export const PHOTO = join(import.meta.dirname, 'photo.jpg')

/** Who of the demo may do what: the powers of each one's posting, asked once. */
export async function powers(people: readonly string[]): Promise<Map<string, Set<string>>> {
  const found = new Map<string, Set<string>>()
  for (const username of people) {
    const me = await (await Voice.of(username)).get<{ powers: string[] }>('/session')
    found.set(username, new Set(me.powers))
  }
  return found
}

/** Logs in on the page as a person does: the phone then knows who it is, also without a network. */
export async function throughTheDoor(page: Page, username: string): Promise<void> {
  const { password } = person(username)
  await page.locator('input[autocomplete="username"]').fill(username)
  await page.locator('input[autocomplete="current-password"]').fill(password)
  await page.keyboard.press('Enter')
  await expect(page).not.toHaveURL(/\/login/)
}
