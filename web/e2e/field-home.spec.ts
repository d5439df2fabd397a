/**
 * The register at the door, on a phone: a card found by its address and taken along sealed, "nothing has changed" said
 * without a network; and a visit whose finding becomes an event at the household's address.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { CITY, person } from './support/city.ts'
import { elsewhere, entered, nobodys, type Entered, type Home } from './support/entered.ts'
import { barriers, overflow, usable } from './support/look.ts'
import { Phone, ready } from './support/phone.ts'
import { settled } from './support/settled.ts'
import { expect, test } from './support/test.ts'
import { gridOf, Voice } from './support/voice.ts'

interface Patrol {
  findings: string[]
  words: { asked_for: string; offered: string } | null
}

/** A visit of this home that is under way: those are taken along whatever the time of day. */
async function visiting(worker: Voice, { number }: Home): Promise<string> {
  const { code } = await gridOf('grid1')
  const { case_no } = await worker.post<{ case_no: string }>('/patrols', {
    kind: 'visit',
    title: '入户走访',
    grid: code,
    home: number,
    finish_by: new Date(Date.now() + 3_600_000).toISOString(),
  })
  await worker.post(`/patrols/${case_no}/actions/start`, { version: 1, data: {} })
  return case_no
}

/** What this page's database holds, as a thief who cannot run the app would find it. */
function stored(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const opening = indexedDB.open('wangge-field')
    const db = await new Promise<IDBDatabase>((then) => (opening.onsuccess = () => then(opening.result)))
    const found: unknown[] = []
    for (const name of db.objectStoreNames) {
      const asked = db.transaction(name).objectStore(name).getAll()
      found.push(await new Promise((then) => (asked.onsuccess = () => then(asked.result))))
    }
    db.close()
    return JSON.stringify(found)
  })
}

/** Log in to an app that lies on the phone, and wait until the homes of today lie there too. */
async function takenAlong(page: Page): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await page.reload()
  await ready(page, 'grid1')
  await expect.poll(() => stored(page)).toContain('"until"')
}

/** The card of a home, found by its address. */
async function seek(page: Page, { address }: Home): Promise<void> {
  await page.getByTestId('tab-homes').click()
  await page.getByTestId('home-seek').fill(address.slice(3))
  await page.getByTestId('home-find').click()
  await page.getByTestId('address').filter({ hasText: address }).click()
  await expect(page.getByTestId('home-card')).toContainText(address)
}

test.describe.configure({ timeout: 240_000 })

test('a card by its address, unchanged without a network, sent when there is one', async ({ guard }) => {
  guard.expect(/ERR_INTERNET_DISCONNECTED/)
  const worker = await Voice.of('grid1')
  const mine = await elsewhere(worker, 0)
  await visiting(worker, mine)
  const card = () =>
    worker.get<Home & { people: { person: { name: string } }[] }>(`/registry/homes/${mine.number}/card`)
  const before = await card()
  const somebody = before.people[0]!.person.name
  const { lng, lat } = await gridOf('grid1')
  const folder = await mkdtemp(join(tmpdir(), 'wangge-home-'))
  const phone = new Phone(folder, CITY.address, guard, { longitude: lng, latitude: lat })
  try {
    const page = await phone.open('/login')
    await takenAlong(page)
    await seek(page, mine)
    await expect(page.getByTestId('home-people')).toContainText(somebody)
    await settled(page)
    expect(await barriers(page)).toEqual([])
    expect(await overflow(page)).toBe(0)

    await test.step('the app is opened anew without a network: the password opens what was taken along', async () => {
      await phone.offline(true)
      await page.reload()
      await expect(page.getByTestId('unlock')).toBeVisible()
      expect(await stored(page)).not.toContain(somebody)
      await page.getByTestId('unlock-password').fill('not the password')
      await page.getByTestId('unlock-go').click()
      await expect(page.getByText('密码不对')).toBeVisible()
      await page.getByTestId('unlock-password').fill(person('grid1').password)
      await page.getByTestId('unlock-go').click()
      await expect(page.getByTestId('home-people')).toContainText(somebody)
    })

    await page.getByTestId('unchanged').click()
    await expect(page.getByTestId('pending')).toContainText('没有变化')
    expect((await card()).version).toBe(before.version)
    await phone.offline(false)
    await page.goto('/field/queue')
    await expect(page.getByTestId('all-sent')).toBeVisible()
    expect((await card()).version).toBe(before.version + 1)
  } finally {
    await phone.close()
    await rm(folder, { recursive: true, force: true })
  }
})

test('what is changed and found on a visit', async ({ guard }) => {
  guard.expect(/ERR_INTERNET_DISCONNECTED/)
  const worker = await Voice.of('grid1')
  const mine = await elsewhere(worker, 1)
  const no = await visiting(worker, mine)
  const { lng, lat } = await gridOf('grid1')
  const folder = await mkdtemp(join(tmpdir(), 'wangge-visit-'))
  const phone = new Phone(folder, CITY.address, guard, { longitude: lng, latitude: lat })
  try {
    const page = await phone.open('/login')
    await takenAlong(page)
    await page.locator(`a[href$="/patrols/${no}"]`).first().click()
    await expect(page.getByTestId('visit-home')).toContainText('住在这里')
    await settled(page)
    await phone.offline(true)

    await test.step('a fact of the home is changed, in the form that is filled in already', async () => {
      await page.getByTestId('visit-card').click()
      await page.getByTestId('change-home').click()
      await expect(page.getByTestId('field-use').locator('input:checked')).toHaveCount(1)
      await page.getByTestId('field-rooms').locator('input').fill('3')
      await page.getByTestId('form-send').click()
      await expect(page.getByTestId('pending')).toContainText('房屋使用')
      expect(await stored(page)).not.toContain('"rooms":3')
      await page.getByTestId('back').click()
    })

    await test.step('something is found', async () => {
      await page.getByTestId('patrol-find').click()
      await expect(page.getByTestId('place-words')).toHaveValue(mine.address)
      await page.getByTestId('report-text').fill(`厨房燃气软管老化开裂，需要更换。${Date.now()}`)
      await page.getByTestId('report-send').click()
    })

    await test.step('the visit ends with lines that are ticked', async () => {
      await page.getByTestId('patrol-finish').click()
      expect(await barriers(page)).toEqual([])
      await page.getByTestId('visit-tick').filter({ hasText: '家电水电维修' }).click()
      await page.getByTestId('visit-tick').filter({ hasText: '上报处理' }).click()
      await page.getByTestId('field-asked_for').locator('textarea').fill('卫生间装扶手')
      await page.getByTestId('sheet').getByTestId('form-send').click()
      await expect(page.getByTestId('pending').first()).toBeVisible()
      expect(await stored(page)).not.toContain('卫生间装扶手')
    })

    await test.step('the app is opened anew: what is sealed waits for the password, and then for the network', async () => {
      await page.goto('/field/queue')
      await page.getByTestId('unlock-password').fill(person('grid1').password)
      await page.getByTestId('unlock-go').click()
      await expect(page.getByTestId('unlock')).toBeHidden()
      await phone.offline(false)
    })
    await expect(page.getByTestId('all-sent')).toBeVisible()
    const patrol = await worker.get<Patrol>(`/patrols/${no}`)
    expect(patrol.words).toEqual({ asked_for: '家电水电维修；卫生间装扶手', offered: '上报处理' })
    expect(patrol.findings).toHaveLength(1)
    const event = await worker.get<{ place: string }>(`/events/${patrol.findings[0]}`)
    expect(event.place).toContain(mine.address)
    const card = await worker.get<{ groups: { data: { rooms?: number } }[] }>(
      `/registry/homes/${mine.number}/card`,
    )
    expect(card.groups[0]!.data.rooms).toBe(3)
  } finally {
    await phone.close()
    await rm(folder, { recursive: true, force: true })
  }
})

test('who is known already: refused from the queue, moved in one tap, what differs taken over', async ({
  guard,
}) => {
  guard.expect(/ERR_INTERNET_DISCONNECTED/)
  guard.expect(/status of 409 .*\/registry\/people$/)
  const worker = await Voice.of('grid1')
  const [from, mine] = [await elsewhere(worker, 2), await elsewhere(worker, 3)]
  const number = nobodys()
  const before = await entered(worker, from.number, number)
  await visiting(worker, mine)
  const { lng, lat } = await gridOf('grid1')
  const folder = await mkdtemp(join(tmpdir(), 'wangge-known-'))
  const phone = new Phone(folder, CITY.address, guard, { longitude: lng, latitude: lat })
  try {
    const page = await phone.open('/login')
    await takenAlong(page)
    await seek(page, mine)

    await test.step('somebody is entered without a network, and refused when there is one', async () => {
      await page.getByTestId('home-more').click()
      await page.getByTestId('tell-enter').click()
      await page.getByTestId('field-identity.name').locator('input').fill(before.name)
      await page.getByTestId('field-identity.identity_number').locator('input').fill(number)
      await page.getByTestId('field-residence.relation').getByText('合租或寄住').click()
      await page.getByTestId('field-contact.phone').locator('input').fill('14200002222')
      await phone.offline(true)
      await page.getByTestId('form-send').click()
      await expect(page.getByTestId('pending')).toContainText('有人搬来')
      await phone.offline(false)
      await expect(page.getByTestId('pending').getByTestId('fate')).toHaveAttribute('data-state', 'aside')
      await page.getByTestId('pending').click()
      await expect(page.getByTestId('known-person')).toContainText(from.address)
      await expect(page.locator('.van-toast')).toBeHidden()
      await usable(page)
    })

    await test.step('it might be somebody else: the number is looked at; with a network the answer is there at once', async () => {
      await page.getByTestId('edit').click()
      await expect(page.getByTestId('field-identity.identity_number').locator('input')).toBeFocused()
      await expect(page.getByTestId('field-contact.phone').locator('input')).toHaveValue('14200002222')
      await page.getByTestId('form-send').click()
      await expect(page.getByTestId('known-person')).toContainText(before.name)
    })

    await test.step('one tap and what differs, while there is no network', async () => {
      await phone.offline(true)
      await page.getByTestId('known-moved').click()
      await expect(page.getByTestId('take-phone')).toContainText('142****1111')
      await expect(page.getByTestId('known-moved')).toHaveCount(0)
      await page.getByTestId('take-over').click()
      await expect(page.getByTestId('pending')).toHaveCount(2)
      expect(await stored(page)).not.toContain('14200002222')
    })
    await phone.offline(false)
    await expect(page.getByTestId('home-people')).toContainText(before.name)
    await expect(page.getByTestId('pending')).toHaveCount(0)
    const after = await worker.get<Entered>(`/registry/people/${before.number}`)
    expect(after.home.number).toBe(mine.number)
    const contact = after.groups.find((each) => each.key === 'contact')!
    expect(contact.fields.find((each) => each.key === 'phone')!.shown).toBe('142****2222')
    const { items } = await worker.get<{ items: { action: { key: string } }[] }>(
      `/registry/people/${before.number}/history`,
    )
    expect(items.map((each) => each.action.key)).toEqual(['changed', 'moved', 'collected'])
  } finally {
    await phone.close()
    await rm(folder, { recursive: true, force: true })
  }
})
