import type { Problem } from '@shared/api/problem'
import { expect, it } from 'vitest'
import type { Entry, Step } from './entry'
import { byOthers, held, MOST_TRIES, verdict, wait } from './rules'

const problem = (status: number, code: string): Problem => ({ status, code, title: '' })
const act = (order: number, case_no: string, more: Partial<Entry> = {}): Entry => ({
  id: String(order),
  person: 1,
  order,
  created: '2026-11-23T00:00:00Z',
  state: 'waiting',
  title: '',
  what: { kind: 'act', loop: 'events', case_no, action: 'pass', label: '', data: {}, lines: [], version: 1 },
  photos: [],
  tries: 0,
  after: 0,
  ...more,
})
const step = (action: string, hash: string, data = {}, phase = 'handle'): Step => ({
  seq: 2,
  action: { key: action, label: '' },
  step: { key: phase, label: '' },
  by: '',
  at: '',
  hash,
  data,
})

it.each([
  [0, 'face.offline', 'stop'],
  [0, 'face.timeout', 'later'],
  [401, 'auth.required', 'login'],
  [403, 'auth.csrf', 'later'],
  [403, 'auth.forbidden', 'aside'],
  [404, 'not-found', 'aside'],
  [409, 'version.stale', 'conflict'],
  [409, 'idempotency.reused', 'aside'],
  [422, 'input.invalid', 'aside'],
  [429, 'rate.limited', 'stop'],
  [500, 'internal', 'later'],
  [503, 'unavailable', 'stop'],
])('%i %s means %s', (status, code, meaning) => {
  expect(verdict(problem(status, code), 0)).toBe(meaning)
})

it('gives an error of the platform several tries, and a slow line as many as it needs', () => {
  expect(verdict(problem(500, 'internal'), MOST_TRIES - 1)).toBe('aside')
  expect(verdict(problem(0, 'face.timeout'), 100)).toBe('later')
})

it('waits twice as long each time, within a quarter of an hour and a quarter of chance', () => {
  expect(wait(1, 0.5)).toBe(10_000)
  expect(wait(2, 0.5)).toBe(20_000)
  expect(wait(99, 0.5)).toBe(900_000)
  expect(wait(1, 0)).toBe(7_500)
})

it('keeps the order within a case, and nothing else', () => {
  const first = act(1, 'A')
  expect(held(act(2, 'A'), [first])).toBe(true)
  expect(held(act(2, 'B'), [first])).toBe(false)
  expect(held(first, [first, act(2, 'A')])).toBe(false)
  expect(held(act(2, 'A'), [act(1, 'A', { state: 'conflict' })])).toBe(true)
  expect(held(act(2, 'A'), [act(1, 'A', { state: 'aside' })])).toBe(false)
  expect(held(act(2, 'A'), [act(1, 'A', { state: 'sent' })])).toBe(false)
  const report = { kind: 'report', patrol: '', body: {} as never } as const
  expect(held(act(2, '', { what: report }), [act(1, '', { what: report })])).toBe(false)
})

it('tells its own steps from those of others', () => {
  const mine = act(1, 'A', {
    state: 'sent',
    result: { case_no: 'A', version: 2, hash: 'aa', emergency: [], muted: '' },
    photos: [{ id: 'p', name: '', size: 1, offset: 1, done: 7 }],
  })
  const found = act(2, 'A', { result: { case_no: 'N1', version: 1, hash: '', emergency: [], muted: '' } })
  const others = byOthers(
    [
      step('start', 'aa'),
      step('find', 'bb', { case_no: 'N1' }),
      step('find', 'cc', { case_no: 'N2' }),
      step('attach', 'dd', { attachment: 7 }),
      step('attach', 'ee', { attachment: 8 }),
      step('mark_overdue', 'ff', {}, 'supervise'),
      step('drop', 'gg'),
    ],
    [mine, found],
  )
  expect(others.map((each) => each.hash)).toEqual(['cc', 'ee', 'gg'])
})
