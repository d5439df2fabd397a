// @vitest-environment node
import 'fake-indexeddb/auto'
import { beforeEach, expect, it, vi } from 'vitest'
import type { Difference } from '@shared/lib/differences'
import { add, change, entriesOf, entryBy } from '../queue/box'
import { sealedAs, type Entry, type Filled, type Register } from '../queue/entry'
import { pass, type Wire } from '../queue/send'
import { wipe } from '../store/db'
import type { HomeCard } from '../store/shapes'
import { dropKeys, holdKeys, openFor, sealFor } from './keys'
import {
  knownOf,
  mendMoved,
  placeOf,
  refusedAsKnown,
  tellDiffering,
  tellMoved,
  typedFacts,
  type KnownPerson,
} from './known'

const now = await vi.hoisted(async () => {
  const { ref, shallowRef } = await import('vue')
  return { entries: shallowRef<unknown[]>([]), unreached: ref(false), online: ref(true), ended: ref(false) }
})
vi.mock('../queue/runner', () => ({ entries: now.entries, unreached: now.unreached, kick: () => undefined }))
vi.mock('../store/network', () => ({ online: now.online }))
vi.mock('../store/session', () => ({ person: { value: { id: 1 } }, ended: now.ended }))
vi.mock('@shared/phone/toast', () => ({ said: () => undefined }))
vi.mock('@shared/lib/i18n', () => ({ t: (key: string) => key }))

const ME = 1
const CARD = { number: 7, address: '演示路1号', people: [] } as unknown as HomeCard
const PERSON = { number: 3, version: 4, home: { number: 9 } } as unknown as KnownPerson
const PLACE = { household: 5, relation: 'tenant', lines: [{ label: 'As', value: 'Lodger' }] }
const TYPED: Filled = {
  body: {
    dwelling: 7,
    household: 5,
    facts: {
      identity: { name: '演示王' },
      residence: { kind: 'registered', relation: 'tenant' },
      contact: { phone: '14200002222' },
    },
  },
  lines: [],
}
const differs = (group: string, field: string, value: string): Difference => ({
  group,
  field,
  label: field,
  before: '',
  after: value,
  value,
  unsure: false,
  objected: false,
})

/** A record that was refused because somebody has the number. */
async function refused(): Promise<Entry> {
  const id = crypto.randomUUID()
  const sealed = await sealFor(ME, sealedAs({ id, person: ME }), TYPED)
  const what: Register = {
    kind: 'register',
    home: 7,
    did: 'entered',
    label: 'Moved in',
    method: 'POST',
    path: 'people',
    target: '',
    seen: {},
    form: { subject: 'homes', number: 7, group: '' },
    sealed,
  }
  await add({ id, person: ME, title: 'words', what, state: 'aside' })
  const problem = { code: 'registry.known', status: 409, title: 'known', number: 3 }
  return (await change(id, { problem }))!
}
const filledIn = async (entry: Entry) => {
  const sealed = (entry.what as Register).sealed!
  const found = await openFor<Filled>(ME, sealedAs(entry), sealed)
  return 'value' in found ? found.value : null
}
/** Send all, to a register in which the person is at version 4; gives what arrived, and at which version. */
async function sent(): Promise<string[]> {
  const came: string[] = []
  let at = PERSON.version
  const wire = {
    whose: async () => ME,
    tell: async (_: Entry, what: Register, version: number | undefined) => {
      came.push(`${what.path} ${version}`)
      at += 1
      return { case_no: '', version: at, hash: '', emergency: [], muted: '', versions: { 'people/3': at } }
    },
  } as unknown as Wire
  await pass(ME, wire)
  return came
}

vi.setConfig({ testTimeout: 60_000 })
beforeEach(async () => {
  await wipe(ME)
  dropKeys()
  await holdKeys(ME, 'right')
  now.entries.value = []
  now.online.value = true
})

it('makes a record of the move in the place of the refused one, sealed, and once', async () => {
  const before = await refused()
  expect(knownOf(before)).toEqual({ number: 3, moved: false })
  const both = [1, 2].map(() => tellMoved(before, CARD, PERSON, PLACE, false))
  expect(await Promise.all(both)).toEqual([true, true])
  const [made, ...rest] = await entriesOf(ME)
  expect(rest).toEqual([])
  expect(made!.what).toMatchObject({ did: 'moved', home: 7, target: 'people/3', seen: { 'people/3': 4 } })
  expect(JSON.stringify(made)).not.toContain('tenant')
  expect(await filledIn(made!)).toEqual({
    body: { dwelling: 7, household: 5, relation: 'tenant' },
    lines: PLACE.lines,
  })
  expect(await sent()).toEqual(['people/3/move 4'])
})

it('keeps the refused one while something differs, which is written after the move and by a tap alone', async () => {
  const before = await refused()
  await tellMoved(before, CARD, PERSON, PLACE, true)
  const kept = (await entryBy(before.id))!
  expect(knownOf(kept)).toEqual({ number: 3, moved: true })
  // The move is not told again from a page that still shows how things were.
  await tellMoved(before, CARD, PERSON, PLACE, true)
  expect(await entriesOf(ME)).toHaveLength(2)
  expect(await filledIn(kept)).toEqual(TYPED)

  const chosen = [differs('contact', 'phone', '14200002222'), differs('living', 'lives', 'alone')]
  await tellDiffering(kept, CARD, PERSON, chosen, { contact: 'Contact', living: 'Lives' })
  expect(await entryBy(before.id)).toBeUndefined()
  const facts = (await entriesOf(ME)).slice(1)
  expect(await Promise.all(facts.map(async (each) => (await filledIn(each))?.body))).toEqual([
    { data: { phone: '14200002222' } },
    { data: { lives: 'alone' } },
  ])
  expect(await sent()).toEqual(['people/3/move 4', 'people/3/facts/contact 5', 'people/3/facts/living 6'])
})

it('leaves everything as it was where nothing can be sealed', async () => {
  const before = await refused()
  await wipe(ME)
  await add({ ...before, state: 'aside' })
  await change(before.id, { problem: before.problem })
  expect(await tellMoved(before, CARD, PERSON, PLACE, false)).toBe(false)
  expect(await tellDiffering(before, CARD, PERSON, [differs('contact', 'phone', '1')], {})).toBe(false)
  expect((await entriesOf(ME)).map((each) => [each.id, each.state])).toEqual([[before.id, 'aside']])
})

it('sends a refused move again with another place in the household, under the key it has', async () => {
  await tellMoved(await refused(), CARD, PERSON, PLACE, false)
  const [made] = await entriesOf(ME)
  await change(made!.id, { state: 'aside', problem: { code: 'registry.head', status: 409, title: '' } })
  await mendMoved(made!, made!.what as Register, { ...PLACE, household: null, relation: 'head' })
  const [mended] = await entriesOf(ME)
  expect(mended).toMatchObject({ id: made!.id, state: 'waiting' })
  expect(placeOf(await filledIn(mended!))).toEqual({ household: null, relation: 'head' })
})

it('begins with what was said at the door', () => {
  expect(placeOf(TYPED)).toEqual({ household: 5, relation: 'tenant' })
  expect(typedFacts(TYPED, false).residence).toEqual({ kind: 'registered', relation: 'tenant' })
  expect(typedFacts(TYPED, true).residence).toEqual({ kind: 'registered' })
})

it('is told at once with a network, and lets the worker go on without', async () => {
  const { id, problem } = await refused()
  const goes = async (patch: Partial<Entry>) => (now.entries.value = [await change(id, patch)])
  await change(id, { state: 'waiting', problem: undefined })
  const asked = refusedAsKnown(id)
  await goes({ state: 'sending' })
  await goes({ state: 'aside', problem })
  expect(await asked).toBe(true)
  await goes({ state: 'waiting', problem: undefined })
  const mended = refusedAsKnown(id)
  await goes({ state: 'sent' })
  expect(await mended).toBe(false)
  await goes({ state: 'waiting' })
  now.online.value = false
  expect(await refusedAsKnown(id)).toBe(false)
})
