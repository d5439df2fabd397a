/**
 * The field app without a network: from a cold start with the server stopped, a report with a photograph is written
 * and kept while the browser is closed and opened again; once the server is back it is sent, once.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Server } from './support/city.ts'
import { Phone, ready, report } from './support/phone.ts'
import { expect, test } from './support/test.ts'
import { gridOf, Voice } from './support/voice.ts'

const WORDS = `早市南口有人把泔水倒在路边，地面油污，气味很大。${Date.now()}`

test.describe.configure({ timeout: 240_000 })

test('a report is written with the server stopped and sent when it is back, once', async ({ guard }) => {
  guard.expect(
    /ERR_(CONNECTION_REFUSED|INTERNET_DISCONNECTED|NETWORK_CHANGED|EMPTY_RESPONSE|CONNECTION_RESET)/,
  )
  const folder = await mkdtemp(join(tmpdir(), 'wangge-phone-'))
  const { lng, lat } = await gridOf('grid1')
  const server = await Server.begin()
  const phone = new Phone(folder, server.address, guard, { longitude: lng, latitude: lat })
  try {
    await test.step('once online: log in, and the app lies on the phone', async () => {
      await ready(await phone.open('/login'), 'grid1')
      await phone.close()
    })

    await server.stop()
    await test.step('a cold start without a server', async () => {
      const page = await phone.open('/')
      await expect(page.getByTestId('tab-report')).toBeVisible()
      await page.getByTestId('write').click()
      await report(page, WORDS, { photo: true })
      await expect(page.getByTestId('entry')).toHaveCount(1)
      await phone.close()
    })

    await test.step('the browser was closed; the report is still there', async () => {
      const page = await phone.open('/queue')
      await expect(page.getByTestId('entry')).toContainText(WORDS.slice(0, 10))
      await expect(page.getByTestId('entry')).not.toHaveAttribute('data-state', 'sent')
      expect(await filed()).toEqual([])
      await phone.close()
    })

    await server.start()
    await test.step('the server is back: it is sent by itself', async () => {
      const page = await phone.open('/queue')
      await expect(page.locator('[data-testid=entry][data-state=sent]')).toHaveCount(1, { timeout: 60_000 })
      await page.reload()
      await expect(page.getByTestId('all-sent')).toBeVisible()
    })

    await test.step('it was filed once, with its photograph', async () => {
      const [found, ...others] = await filed()
      expect(others).toEqual([])
      const { attachments } = await (
        await Voice.of('leader1')
      ).get<{ attachments: unknown[] }>(`/events/${found}`)
      expect(attachments).toHaveLength(1)
    })
  } finally {
    await phone.close()
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
})

/** Numbers of the cases that carry these words. */
async function filed(words = WORDS): Promise<string[]> {
  const leader = await Voice.of('leader1')
  const { items } = await leader.get<{ items: { case_no: string; excerpt: string }[] }>(
    `/events?q=${encodeURIComponent(words.slice(-13))}`,
  )
  return items.map((each) => each.case_no)
}
