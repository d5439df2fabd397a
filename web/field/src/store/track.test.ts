// @vitest-environment node
import 'fake-indexeddb/auto'
import { ProblemError } from '@shared/api/problem'
import { beforeEach, expect, it, vi } from 'vitest'
import { box, wipe } from './db'
import { sendTracks } from './track'

const raw = vi.fn()
vi.mock('@shared/api/client', () => ({
  raw: (...all: unknown[]) => raw(...all),
  whenLoggedOut: () => undefined,
}))
vi.mock('./session', () => ({ person: { value: { id: 1 } } }))

const put = async (patrol: string, person = 1) =>
  (await box()).add('footprints', { person, patrol, lng: 123.2, lat: 41.2, at: '2026-11-23T01:00:00Z' })
const left = async () =>
  (await (await box()).getAll('footprints')).map((each) => `${each.person} ${each.patrol}`)
const fail = (status: number, code: string) => new ProblemError({ status, code, title: '' })
const anyPatrol = () => true

beforeEach(async () => {
  raw.mockReset()
  for (const person of [1, 2]) await wipe(person)
})

it('sends the points of a patrol together, and deletes them', async () => {
  for (const patrol of ['A', 'A', 'B']) await put(patrol)
  await put('A', 2)
  await sendTracks(1, anyPatrol)
  expect(raw.mock.calls.map(([path]) => path)).toEqual(['/api/v1/patrols/A/track', '/api/v1/patrols/B/track'])
  expect(JSON.parse(raw.mock.calls[0]?.[1].body).points).toHaveLength(2)
  expect(await left()).toEqual(['2 A'])
})

it('keeps the points of a patrol the platform does not know to be begun', async () => {
  await put('A')
  await sendTracks(1, (patrol) => patrol !== 'A')
  expect(raw).not.toHaveBeenCalled()
  expect(await left()).toEqual(['1 A'])
})

it('deletes what the platform will not have, and keeps what could not be sent', async () => {
  await put('A')
  raw.mockRejectedValueOnce(fail(409, 'track.off'))
  await sendTracks(1, anyPatrol)
  expect(await left()).toEqual([])
  await put('A')
  for (const problem of [fail(0, 'face.offline'), fail(401, 'auth.required'), fail(503, 'unavailable')]) {
    raw.mockRejectedValueOnce(problem)
    await expect(sendTracks(1, anyPatrol)).rejects.toBe(problem)
  }
  expect(await left()).toEqual(['1 A'])
})
