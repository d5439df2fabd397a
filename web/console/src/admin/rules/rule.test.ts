import { expect, it } from 'vitest'
import { local, moment } from './rule'

const eight = Date.parse('2026-11-23T00:00:00Z')

it('reads a time on the clock of the city, and writes it back', () => {
  expect(Date.parse(moment('2026-11-23T08:00'))).toBe(eight)
  expect(Date.parse(moment('2026-11-23T08:00:59'))).toBe(eight)
  expect(local(eight)).toBe('2026-11-23T08:00')
})
