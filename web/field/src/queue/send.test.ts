// @vitest-environment node
import 'fake-indexeddb/auto'
import { ProblemError } from '@shared/api/problem'
import { beforeEach, expect, it } from 'vitest'
import { reactive } from 'vue'
import { box, shut, wipe } from '../store/db'
import { add, blobOf, change, entriesOf, entryBy, remove, setPhotos, shotsOf, tidy } from './box'
import type { Act, Entry, Register, Report, Step } from './entry'
import { Locked, pass, type Wire } from './send'

const ME = 1
const fail = (status: number, code: string, more = {}) =>
  new ProblemError({ status, code, title: `${code} in words`, ...more })

const report = (text: string, patrol = ''): Report => ({
  kind: 'report',
  patrol,
  body: { text, lng: 123, lat: 41, place: '', item_code: '', seen_at: '', action: 'report', settle: null },
})
const act = (case_no: string, version = 1, action = 'pass'): Act => ({
  kind: 'act',
  loop: 'events',
  case_no,
  action,
  label: 'Verified',
  data: {},
  lines: [],
  version,
})
const shot = (id: string, size = 10) => ({ id, name: `${id}.jpg`, blob: new Blob(['x'.repeat(size)]) })
const told = (path: string, version: number, more: Partial<Register> = {}): Register => ({
  kind: 'register',
  home: 7,
  did: 'fact',
  label: 'Changed',
  method: 'PUT',
  path,
  target: 'homes/7',
  seen: { 'homes/7': version, 'people/3': 1 },
  form: null,
  sealed: null,
  ...more,
})
const waiting = (what: Report | Act | Register, shots: ReturnType<typeof shot>[] = [], person = ME) =>
  add({ person, title: 'words', what, state: 'waiting' }, shots)
const states = async () => (await entriesOf(ME)).map((each) => each.state)

/** A platform that files by key, as the real one does, and can be told to fail. */
class Platform implements Wire {
  session: number | null = ME
  filed = new Map<string, string>()
  calls: string[] = []
  versions = new Map<string, number>()
  steps = new Map<string, Step[]>()
  photos: string[] = []
  /** Called before anything is done; may throw. */
  before: (call: string) => void = () => undefined
  /** Called after it was done, before the answer arrives; may throw. */
  lost: (call: string) => void = () => undefined

  async whose() {
    this.before('whose')
    return this.session
  }
  async send(entry: Entry) {
    if (entry.what.kind === 'register') throw new Error('told otherwise')
    const call = entry.what.kind === 'report' ? entry.what.body.text : entry.what.case_no
    this.calls.push(call)
    this.before(call)
    if (entry.what.kind === 'act') {
      const { case_no, version } = entry.what
      const now = this.versions.get(case_no) ?? version
      if (!this.filed.has(entry.id)) {
        if (now !== version) throw fail(409, 'version.stale', { current_version: now })
        this.versions.set(case_no, now + 1)
      }
      this.filed.set(entry.id, call)
      this.lost(call)
      return { case_no, version: now + 1, hash: `h-${entry.id}`, emergency: [], muted: '' }
    }
    this.filed.set(entry.id, call)
    this.lost(call)
    return { case_no: `NO-${call}`, version: 1, hash: '', emergency: [], muted: '' }
  }
  /** The rows of the register and their versions; entering somebody changes the home without comparing. */
  rows = new Map<string, number>()
  locked = false
  async tell(entry: Entry, what: Register, version: number | undefined) {
    this.calls.push(`${what.path} ${version ?? '-'}`)
    this.before(what.path)
    if (this.locked && what.sealed) throw new Locked()
    const row = what.target || `homes/${what.home}`
    const now = this.rows.get(row) ?? version ?? 1
    if (!this.filed.has(entry.id)) {
      if (what.target && now !== version) throw fail(409, 'version.stale', { version: now })
      this.rows.set(row, now + 1)
      this.filed.set(entry.id, what.path)
    }
    const at = this.rows.get(row) ?? 0
    this.lost(what.path)
    return { case_no: '', version: at, hash: '', emergency: [], muted: '', versions: { [row]: at } }
  }
  async photo(...[case_no, photo, , forReporter, far]: Parameters<Wire['photo']>) {
    await far('up-1', 5)
    this.before(`photo ${photo.id}`)
    this.photos.push(`${case_no} ${photo.id}${forReporter ? ' for the reporter' : ''}`)
    return this.photos.length
  }
  async since(_: string, case_no: string, version: number) {
    const steps = (this.steps.get(case_no) ?? []).filter((each) => each.seq > version)
    return { version: this.versions.get(case_no) ?? version, steps }
  }
}
const step = (seq: number, hash: string, phase = 'handle'): Step => ({
  seq,
  hash,
  action: { key: 'rework', label: '' },
  step: { key: phase, label: '' },
  by: 'B',
  at: '',
  data: {},
})

let platform: Platform
beforeEach(async () => {
  for (const person of [ME, 2]) await wipe(person)
  platform = new Platform()
})

it('sends in order, words before photos, and keeps no photo that has arrived', async () => {
  const first = await waiting(report('one'), [shot('p1')])
  await waiting(report('two'))
  expect(await pass(ME, platform)).toEqual({ end: 'done' })
  expect(platform.calls).toEqual(['one', 'two'])
  expect(platform.photos).toEqual(['NO-one p1'])
  expect(await states()).toEqual(['sent', 'sent'])
  expect(await blobOf('p1')).toBeUndefined()
  expect((await entryBy(first.id))?.result?.case_no).toBe('NO-one')
})

it('shows the reporter the photos of an action that says so, and no others', async () => {
  await waiting({ ...act('1'), forReporter: true }, [shot('p1')])
  await waiting({ ...act('2'), forReporter: false }, [shot('p2')])
  await waiting(act('3'), [shot('p3')])
  await waiting(report('one'), [shot('p4')])
  await pass(ME, platform)
  expect(platform.photos).toEqual(['1 p1 for the reporter', '2 p2', '3 p3', 'NO-one p4'])
})

it('sets a refused record aside with its reason and goes on', async () => {
  await waiting(report('poison'))
  await waiting(report('fine'))
  platform.before = (call) => {
    if (call === 'poison') throw fail(422, 'input.invalid', { fields: { text: 'too short' } })
  }
  await pass(ME, platform)
  const [bad, good] = await entriesOf(ME)
  expect(bad).toMatchObject({ state: 'aside', problem: { fields: { text: 'too short' } } })
  expect(good?.state).toBe('sent')
  await pass(ME, platform)
  expect(platform.calls).toEqual(['poison', 'fine'])
})

it('sends a corrected record under the key it always had', async () => {
  const entry = await waiting(report('poison'))
  platform.before = (call) => {
    if (call === 'poison') throw fail(422, 'input.invalid')
  }
  await pass(ME, platform)
  await change(entry.id, { what: report('mended'), state: 'waiting', problem: undefined })
  await pass(ME, platform)
  expect([...platform.filed]).toEqual([[entry.id, 'mended']])
})

it('files nothing twice when the answer is lost', async () => {
  const entry = await waiting(report('one'))
  platform.lost = () => {
    throw fail(0, 'face.offline')
  }
  expect(await pass(ME, platform)).toEqual({ end: 'stopped', after: 0 })
  expect(await states()).toEqual(['waiting'])
  platform.lost = () => undefined
  await pass(ME, platform)
  expect(platform.calls).toEqual(['one', 'one'])
  expect([...platform.filed.keys()]).toEqual([entry.id])
  expect(await states()).toEqual(['sent'])
})

it('takes up again what a closed tab left on its way', async () => {
  const entry = await waiting(report('one'))
  await change(entry.id, { state: 'sending' })
  await shut()
  await pass(ME, platform)
  expect(await states()).toEqual(['sent'])
})

it('leaves everything waiting while there is no network, no session, or another person’s', async () => {
  await waiting(report('one'))
  platform.before = () => {
    throw fail(0, 'face.offline')
  }
  expect(await pass(ME, platform)).toEqual({ end: 'stopped', after: 0 })
  platform.before = () => undefined
  platform.session = null
  expect(await pass(ME, platform)).toEqual({ end: 'login' })
  platform.session = 2
  expect(await pass(ME, platform)).toEqual({ end: 'other' })
  expect(platform.calls).toEqual([])
  expect(await states()).toEqual(['waiting'])
})

it('stops when the session ends in the middle, and says how long the platform asked to wait', async () => {
  await waiting(report('one'))
  await waiting(report('two'))
  platform.before = (call) => {
    if (call === 'one') throw fail(401, 'auth.required')
  }
  expect(await pass(ME, platform)).toEqual({ end: 'login' })
  platform.before = (call) => {
    if (call === 'one') throw fail(429, 'rate.limited', { retry_after: 30 })
  }
  expect(await pass(ME, platform)).toEqual({ end: 'stopped', after: 30_000 })
  expect(await states()).toEqual(['waiting', 'waiting'])
})

it('lets a record on which the platform stumbles wait, and the rest go', async () => {
  await waiting(report('heavy'))
  await waiting(report('light'))
  platform.before = (call) => {
    if (call === 'heavy') throw fail(500, 'internal')
  }
  await pass(ME, platform, () => 1000)
  const [heavy, light] = await entriesOf(ME)
  expect(heavy).toMatchObject({ state: 'waiting', tries: 1 })
  expect(heavy?.after).toBeGreaterThan(1000)
  expect(light?.state).toBe('sent')
  await pass(ME, platform, () => 2000)
  expect(platform.calls).toEqual(['heavy', 'light'])
  for (let at = 0; at < 5; at++) await pass(ME, platform, () => (at + 1) * 10_000_000)
  expect((await entriesOf(ME))[0]?.state).toBe('aside')
})

it('goes on with a photo where it stopped', async () => {
  const entry = await waiting(report('one'), [shot('p1'), shot('p2')])
  platform.before = (call) => {
    if (call === 'photo p2') throw fail(0, 'face.offline')
  }
  await pass(ME, platform)
  const half = await entryBy(entry.id)
  expect(half?.state).toBe('photos')
  expect(half?.photos).toMatchObject([{ done: 1 }, { upload: 'up-1', offset: 5 }])
  platform.before = () => undefined
  await pass(ME, platform)
  expect(platform.photos).toEqual(['NO-one p1', 'NO-one p2'])
  expect(platform.calls).toEqual(['one'])
  expect(await states()).toEqual(['sent'])
})

it('does not lose a report for a photo nobody takes', async () => {
  await waiting(report('one'), [shot('p1'), shot('p2')])
  platform.before = (call) => {
    if (call === 'photo p1') throw fail(415, 'media.unsupported')
  }
  await pass(ME, platform)
  const [entry] = await entriesOf(ME)
  expect(entry?.state).toBe('sent')
  expect(entry?.photos).toMatchObject([{ refused: { code: 'media.unsupported' } }, { done: 1 }])
})

it('sends the evidence of an action before it, and is not stopped by its own photo', async () => {
  const entry = await waiting(act('A', 3), [shot('p1')])
  platform.versions.set('A', 4)
  platform.steps.set('A', [
    { ...step(4, 'x'), action: { key: 'attach', label: '' }, data: { attachment: 1 } },
  ])
  await pass(ME, platform)
  expect(platform.photos).toEqual(['A p1'])
  expect((await entryBy(entry.id))?.state).toBe('sent')
  expect(platform.versions.get('A')).toBe(5)
})

it('does two things in one case one after the other, both seen at the same version', async () => {
  const [one, two] = [await waiting(act('A', 1, 'start')), await waiting(act('A', 1, 'finish'))]
  platform.steps.set('A', [step(2, `h-${one.id}`)])
  await pass(ME, platform)
  expect((await entryBy(two.id))?.state).toBe('sent')
  // The second asks first where the case stands, and is not sent only to be refused.
  expect(platform.calls).toEqual(['A', 'A'])
})

it('shows what others did, sends nothing over it, and holds what follows in that case', async () => {
  const entry = await waiting(act('A', 1))
  await waiting(act('A', 1))
  await waiting(act('B', 1))
  platform.versions.set('A', 3)
  platform.steps.set('A', [step(2, 'x'), step(3, 'y', 'supervise')])
  await pass(ME, platform)
  const [first, second, third] = await entriesOf(ME)
  expect(first).toMatchObject({ state: 'conflict', current: 3 })
  expect(first?.others?.map((each) => each.hash)).toEqual(['x'])
  expect(second?.state).toBe('waiting')
  expect(third?.state).toBe('sent')
  // The worker has looked and sends it all the same.
  await change(entry.id, { state: 'waiting', what: act('A', 3), others: undefined })
  platform.steps.set('A', [step(4, `h-${entry.id}`)])
  await pass(ME, platform)
  expect(await states()).toEqual(['sent', 'sent', 'sent'])
})

it('is not stopped by a mark of the clock', async () => {
  await waiting(act('A', 1))
  platform.versions.set('A', 2)
  platform.steps.set('A', [step(2, 'x', 'supervise')])
  await pass(ME, platform)
  expect(await states()).toEqual(['sent'])
})

it('never sees what another person left on the phone', async () => {
  await waiting(report('theirs'), [shot('t1')], 2)
  await waiting(report('mine'))
  await pass(ME, platform)
  expect(platform.calls).toEqual(['mine'])
  expect(await entriesOf(ME)).toHaveLength(1)
  await wipe(ME)
  expect(await entriesOf(ME)).toEqual([])
  expect(await entriesOf(2)).toHaveLength(1)
  expect(await blobOf('t1')).toBeDefined()
})

it('keeps drafts and their photos over a restart, and never sends them by itself', async () => {
  const draft = await add({ person: ME, title: '', what: report('half'), state: 'draft' }, [
    shot('p1'),
    shot('p2'),
  ])
  await setPhotos(draft.id, [shot('p2'), shot('p3')])
  await shut()
  await pass(ME, platform)
  const kept = (await entryBy(draft.id)) as Entry
  expect(kept.state).toBe('draft')
  expect((await shotsOf(kept)).map((each) => each.id)).toEqual(['p2', 'p3'])
  expect(await blobOf('p1')).toBeUndefined()
  await remove(draft.id)
  expect(await (await box()).count('blobs')).toBe(0)
})

it('stores what a page holds, with its wrappers taken off', async () => {
  const data = reactive({ looked_at: [0, 2] })
  const entry = await waiting({ ...act('A'), data })
  await change(entry.id, { what: { ...act('A'), data } })
  expect(((await entryBy(entry.id))?.what as Act).data).toEqual({ looked_at: [0, 2] })
})

it('forgets what was sent a week ago, and nothing else', async () => {
  const old = await waiting(report('old'))
  await change(old.id, { state: 'sent', created: '2020-01-01T00:00:00Z' })
  const stuck = await waiting(report('stuck'))
  await change(stuck.id, { state: 'aside', created: '2020-01-01T00:00:00Z' })
  await tidy(ME)
  expect((await entriesOf(ME)).map((each) => each.id)).toEqual([stuck.id])
})

it('tells the register one thing after the other, each on top of what this phone told before', async () => {
  const platform = new Platform()
  platform.rows.set('homes/7', 3)
  await waiting(told('people', 3, { target: '' }))
  await waiting(told('homes/7/facts/home', 3))
  await waiting(told('homes/7/unchanged', 3))
  await pass(ME, platform)
  expect(platform.calls).toEqual(['people -', 'homes/7/facts/home 4', 'homes/7/unchanged 5'])
  expect(await states()).toEqual(['sent', 'sent', 'sent'])
})

it('leaves the choice to the worker where somebody else changed the home, and holds up no other home', async () => {
  const platform = new Platform()
  platform.rows.set('homes/7', 4)
  const mine = await waiting(told('homes/7/unchanged', 3))
  await waiting(told('homes/7/facts/home', 3))
  await waiting(told('homes/8/unchanged', 1, { home: 8, target: 'homes/8', seen: { 'homes/8': 1 } }))
  await pass(ME, platform)
  expect(await states()).toEqual(['conflict', 'waiting', 'sent'])
  expect(await entryBy(mine.id)).toMatchObject({ current: 4 })
})

it('does not follow what others did between two records of this phone', async () => {
  const platform = new Platform()
  platform.rows.set('homes/7', 5)
  await waiting(told('people', 3, { target: '' }))
  await waiting(told('homes/7/unchanged', 3))
  await pass(ME, platform)
  expect(await states()).toEqual(['sent', 'conflict'])
})

it('counts a record of the register once, however often it was sent', async () => {
  const platform = new Platform()
  platform.rows.set('homes/7', 3)
  platform.lost = () => {
    throw fail(0, 'face.timeout')
  }
  const mine = await waiting(told('homes/7/unchanged', 3))
  await pass(ME, platform)
  platform.lost = () => undefined
  await change(mine.id, { after: 0 })
  await pass(ME, platform)
  expect(await states()).toEqual(['sent'])
  expect(platform.rows.get('homes/7')).toBe(4)
})

it('keeps what cannot be opened yet, and sends the rest', async () => {
  const platform = new Platform()
  platform.locked = true
  const sealed = { with: '', iv: '', text: '' }
  const mine = await waiting(told('homes/7/facts/home', 1, { sealed }))
  await waiting(report('a lamp'))
  await pass(ME, platform)
  expect(await states()).toEqual(['waiting', 'sent'])
  platform.locked = false
  await change(mine.id, { after: 0 })
  await pass(ME, platform)
  expect(await states()).toEqual(['sent', 'sent'])
  expect((await entryBy(mine.id))?.what).toMatchObject({ path: 'homes/7/facts/home', sealed: null })
})
