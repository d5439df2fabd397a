import { chromium, expect, type BrowserContext, type Page } from '@playwright/test'
import { LAUNCH, ON_PHONE, PERSON } from './browser.ts'
import { PHOTO, throughTheDoor } from './people.ts'
import { countRequests, settled } from './settled.ts'
import type { Watch } from './watch.ts'

/** A phone that keeps what lies on it while its browser is closed. */
export class Phone {
  private context: BrowserContext | null = null

  constructor(
    private readonly folder: string,
    private readonly origin: string,
    private readonly guard: Watch,
    private readonly at: { longitude: number; latitude: number },
  ) {}

  /** Open the browser anew, at this address of the field app. */
  async open(path: string): Promise<Page> {
    this.context = await chromium.launchPersistentContext(this.folder, {
      ...LAUNCH,
      ...PERSON,
      ...ON_PHONE,
      geolocation: this.at,
      baseURL: this.origin,
    })
    this.guard.follow(this.context, this.origin)
    countRequests(this.context)
    const page = this.context.pages()[0] ?? (await this.context.newPage())
    await page.goto(`/field${path}`)
    return page
  }

  async close(): Promise<void> {
    await this.context?.close()
    this.context = null
  }

  /** Pull the plug, or put it in again: the phone itself knows that there is no network. */
  async offline(cut: boolean): Promise<void> {
    await this.context?.setOffline(cut)
  }
}

/** Log in, and wait until all that the app needs without a network lies on the phone. */
export async function ready(page: Page, username: string): Promise<void> {
  const kit = page.waitForResponse((answer) => answer.url().endsWith('/api/v1/field/kit') && answer.ok())
  await throughTheDoor(page, username)
  await kit
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await settled(page)
}

/** Fill in a report as a worker does; the place comes from the phone. */
export async function report(page: Page, words: string, { photo = false } = {}): Promise<void> {
  if (photo) await page.locator('input[type=file]').first().setInputFiles(PHOTO)
  await page.getByTestId('report-text').fill(words)
  await page.getByTestId('item-suggested').first().click()
  await expect(page.getByTestId('item-chosen')).toBeVisible()
  await expect(page.getByTestId('place-named')).toContainText('网格')
  await page.getByTestId('report-send').click()
  await expect(page).toHaveURL(/\/queue$/)
}
