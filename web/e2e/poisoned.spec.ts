/** A record that the platform refuses is set aside with its reason; those after it go on, and it can be put right. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { CITY } from './support/city.ts'
import { Phone, ready, report } from './support/phone.ts'
import { expect, test } from './support/test.ts'
import { gridOf } from './support/voice.ts'

const NOW = Date.now()
const [FIRST, POISONED, LAST] = ['甲', '乙', '丙'].map(
  (each) => `${each}处早市垃圾满溢，散落在人行道上。${NOW}`,
)

test.describe.configure({ timeout: 240_000 })

/** Spoil a record that waits on the phone: an item that no catalogue has. */
async function poison(page: Page, words: string): Promise<void> {
  const spoilt = await page.evaluate(
    (wanted) =>
      new Promise<boolean>((done, fail) => {
        const asked = indexedDB.open('wangge-field')
        asked.onerror = () => fail(asked.error)
        asked.onsuccess = () => {
          const store = asked.result.transaction('entries', 'readwrite').objectStore('entries')
          let found = false
          store.openCursor().onsuccess = (event) => {
            const cursor = (event.target as IDBRequest<IDBCursorWithValue | null>).result
            if (!cursor) {
              asked.result.close()
              return done(found)
            }
            if (cursor.value.what.body?.text === wanted) {
              found = true
              cursor.value.what.body.item_code = 'E9999'
              cursor.update(cursor.value)
            }
            cursor.continue()
          }
        }
      }),
    words,
  )
  expect(spoilt).toBe(true)
}

test('a refused record stands aside and the rest goes on', async ({ guard }) => {
  guard.expect(/ERR_INTERNET_DISCONNECTED/)
  guard.expect(/status of 422/)
  const folder = await mkdtemp(join(tmpdir(), 'wangge-phone-'))
  const { lng, lat } = await gridOf('grid1')
  const phone = new Phone(folder, CITY.address, guard, { longitude: lng, latitude: lat })
  try {
    const page = await phone.open('/login')
    await ready(page, 'grid1')
    await phone.offline(true)
    for (const words of [FIRST, POISONED, LAST]) {
      await page.goto('/field/report')
      await report(page, words!)
    }
    await poison(page, POISONED!)
    await phone.offline(false)
    await page.goto('/field/queue')

    const entry = (words: string) => page.getByTestId('entry').filter({ hasText: words.slice(0, 6) })
    await expect(entry(FIRST!)).toHaveAttribute('data-state', 'sent', { timeout: 60_000 })
    await expect(entry(LAST!)).toHaveAttribute('data-state', 'sent', { timeout: 60_000 })
    await expect(entry(POISONED!)).toHaveAttribute('data-state', 'aside')

    await entry(POISONED!).click()
    await expect(page.getByTestId('refused')).toContainText(/\p{Script=Han}/u)
    await page.getByTestId('item-suggested').first().click()
    await page.getByTestId('report-send').click()
    await expect(entry(POISONED!)).toHaveAttribute('data-state', 'sent', { timeout: 60_000 })
  } finally {
    await phone.close()
    await rm(folder, { recursive: true, force: true })
  }
})
