// @vitest-environment node
import 'fake-indexeddb/auto'
import { beforeEach, expect, it, vi } from 'vitest'
import { wipe } from './db'
import { forget, keep, kept } from './kept'

vi.mock('./session', () => ({ person: { value: { id: 1 } } }))
vi.mock('./network', () => ({ online: { value: true } }))

beforeEach(async () => {
  for (const person of [1, 2]) await wipe(person)
})

it('keeps a copy for each person, and says when it was true', async () => {
  await keep(1, 'today', { todo: [1] }, '2026-11-23T01:00:00Z')
  await keep(2, 'today', { todo: [2] })
  expect(await kept(1, 'today')).toEqual({ at: '2026-11-23T01:00:00Z', value: { todo: [1] } })
  await wipe(1)
  expect(await kept(1, 'today')).toBeNull()
  expect((await kept<{ todo: number[] }>(2, 'today'))?.value.todo).toEqual([2])
})

it('forgets copies nobody asked for in a month', async () => {
  const now = Date.parse('2026-11-23T01:00:00Z')
  await keep(1, 'old', 1, '2026-10-01T00:00:00Z')
  await keep(1, 'new', 1, '2026-11-20T00:00:00Z')
  await keep(2, 'old', 1, '2026-10-01T00:00:00Z')
  await forget(1, 30, now)
  expect([await kept(1, 'old'), (await kept(1, 'new'))?.value, (await kept(2, 'old'))?.value]).toEqual([
    null,
    1,
    1,
  ])
})
