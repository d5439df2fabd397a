import { expect, it } from 'vitest'
import { fromQuery, isEmpty, same, toQuery } from './filters'

it('reads an address and writes it again', () => {
  const filters = fromQuery({ region: '2110', unit: '12', open: 'true', q: ' 井盖 ', case: '2026' })
  expect(filters).toEqual({ region: '2110', unit: 12, open: true, q: '井盖' })
  expect(toQuery(filters, { case: '2026', state: 'closed' })).toEqual({
    case: '2026',
    region: '2110',
    unit: '12',
    open: 'true',
    q: '井盖',
  })
})

it('leaves out what an address cannot mean', () => {
  expect(fromQuery({ unit: 'all', region: '', q: null, state: ['closed', 'reported'] })).toEqual({
    state: 'closed',
  })
})

it('knows when two views ask for the same', () => {
  expect(same({ region: '' }, {})).toBe(true)
  expect(same({ open: false }, {})).toBe(false)
  expect(isEmpty({ q: '' })).toBe(true)
})
