import { ProblemError } from '@shared/api/problem'
import { beforeEach, expect, it, vi } from 'vitest'
import { deliver, ready, reportOf, type Photo, type Receipt, type Waiting, type Wire } from './outbox'

const receipt: Receipt = {
  case_no: '2026112300000015',
  secret: 'ABCD-EFGH-JKMN',
  emergency: [],
  muted_because: '',
}
const failure = (status: number, more: object = {}) =>
  new ProblemError({ code: status ? 'said' : 'face.offline', status, title: 'no', ...more })

function photo(id: string): Photo {
  return { id, name: `${id}.jpg`, blob: new Blob([id]) }
}
function written(photos: Photo[] = []): Waiting {
  return {
    id: 'one',
    draft: {
      text: ' The lamp is out ',
      where: { lng: null, lat: null, named: '白塔区安居社区', words: ' 3号楼 ' },
      name: '',
      phone: '',
    },
    photos,
    made: '2026-11-23T01:00:00.000Z',
    state: 'waiting',
  }
}

let filed: [Record<string, unknown>, string][]
let attached: string[]
let kept: Waiting[]
let answers: Record<string, (() => void)[]>
const wire: Wire = {
  async file(report, key) {
    filed.push([report, key])
    answers.file?.shift()?.()
    return receipt
  },
  async attach(_, { id }, key) {
    attached.push(key)
    answers[id]?.shift()?.()
  },
}
const keep = async (each: Waiting) =>
  void kept.push({ ...each, photos: each.photos.map((one) => ({ ...one })) })
const fail = (error: Error) => () => {
  throw error
}

beforeEach(() => {
  filed = []
  attached = []
  kept = []
  answers = {}
})

it('says where by words, or by a point with the detail that was typed', () => {
  expect(reportOf(written())).toEqual({
    text: 'The lamp is out',
    place: '白塔区安居社区 3号楼',
    seen_at: '2026-11-23T01:00:00.000Z',
  })
  const pointed = written()
  pointed.draft.where = { lng: 123.2, lat: 41.2, named: '白塔区安居社区第1网格', words: '门口' }
  pointed.draft.phone = ' 13800000000 '
  expect(reportOf(pointed)).toMatchObject({
    lng: 123.2,
    lat: 41.2,
    place: '门口',
    contact: { name: '', phone: '13800000000' },
  })
})

it('keeps the receipt before it sends a photo, and each photo as it arrives', async () => {
  const each = written([photo('a'), photo('b')])
  await deliver(each, wire, keep)
  expect(filed.map(([, key]) => key)).toEqual(['one'])
  expect(attached).toEqual(['one-a', 'one-b'])
  expect(kept[0]).toMatchObject({ state: 'waiting', receipt })
  expect(kept[0]?.photos.every((one) => one.blob)).toBe(true)
  expect(each).toMatchObject({ state: 'sent', photos: [{ blob: null }, { blob: null }] })
})

it('goes on after a broken line where it stopped: nothing is filed twice', async () => {
  const each = written([photo('a'), photo('b')])
  answers.b = [fail(failure(0))]
  await expect(deliver(each, wire, keep)).rejects.toThrow()
  expect(each).toMatchObject({ state: 'waiting', photos: [{ blob: null }, { id: 'b' }] })
  await deliver(each, wire, keep)
  expect(filed).toHaveLength(1)
  expect(attached).toEqual(['one-a', 'one-b', 'one-b'])
  expect(each).toMatchObject({ state: 'sent' })
  expect(each.why).toBeUndefined()
})

it('sends under the same key when the answer to the report was lost', async () => {
  const each = written()
  answers.file = [fail(failure(0))]
  await expect(deliver(each, wire, keep)).rejects.toThrow()
  await deliver(each, wire, keep)
  expect(filed.map(([, key]) => key)).toEqual(['one', 'one'])
})

it('sets aside what is refused, with its reason', async () => {
  const each = written()
  answers.file = [fail(failure(422, { fields: { place: 'unknown' } }))]
  await deliver(each, wire, keep)
  expect(each).toMatchObject({ state: 'refused', why: { status: 422, fields: { place: 'unknown' } } })
  expect(kept[kept.length - 1]?.state).toBe('refused')
})

it('sends the report although one of its photos is not taken', async () => {
  const each = written([photo('a'), photo('b')])
  answers.a = [fail(failure(415))]
  await deliver(each, wire, keep)
  expect(each.state).toBe('sent')
  expect(each.photos[0]?.refused?.status).toBe(415)
  expect(each.photos[1]?.blob).toBeNull()
})

it('waits as long as it is told', async () => {
  const each = written()
  answers.file = [fail(failure(429, { retry_after: 90 }))]
  await expect(deliver(each, wire, keep, () => 1000)).rejects.toThrow()
  expect(each).toMatchObject({ notBefore: 91_000, why: { status: 429 } })
  expect([ready(each, 90_999), ready(each, 91_000)]).toEqual([false, true])
})

it('does not hide a fault of its own', async () => {
  const keepBroken = vi.fn<(each: Waiting) => Promise<void>>().mockRejectedValue(new TypeError('bug'))
  await expect(deliver(written(), wire, keepBroken)).rejects.toThrow(TypeError)
})
