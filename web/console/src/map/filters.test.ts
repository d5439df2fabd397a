import { expect, it } from 'vitest'
import { plus, span } from './days'
import { asked, read, written } from './filters'

const today = '2026-11-23'

it('shows the open cases of the last thirty days without being asked', () => {
  expect(read({}, today)).toMatchObject({ from: '2026-10-25', to: today, open: true, mode: 'cases' })
  expect(written(read({}, today), today)).toEqual({})
})

it('keeps in the address whatever is not usual, and reads it back', () => {
  const filters = {
    from: '2026-01-01',
    to: '2026-02-01',
    state: 'handling',
    item: 'C0101',
    open: false,
    overdue: true,
    at: '211002',
    mode: 'heat',
  } as const
  expect(read(written(filters, today), today)).toEqual(filters)
})

it('takes no nonsense from an address', () => {
  expect(read({ at: "21'--", from: 'yesterday', mode: 'x', to: ['a', 'b'] }, today)).toEqual(read({}, today))
  expect(read({ from: '2026-12-01', to: '2026-11-01' }, today).from).toBe('2026-11-01')
})

it('asks for whole days of the city, the last one included', () => {
  const query = asked(read({ from: '2026-11-22' }, today))
  expect(query).toEqual({
    since: '2026-11-22T00:00:00+08:00',
    until: '2026-11-24T00:00:00+08:00',
    open: 'true',
  })
})

it('counts days across months', () => {
  expect(plus('2026-02-28', 1)).toBe('2026-03-01')
  expect(span('2026-10-25', today)).toBe(30)
})
