import { expect, it } from 'vitest'
import { modules, path } from './receipt'

it('draws every dark module of the code once', () => {
  const rows = modules('https://city.example/follow/2026112300000015#ABCD-EFGH-JKMN')
  expect(rows.length).toBeGreaterThanOrEqual(25)
  expect(rows.every((row) => row.length === rows.length)).toBe(true)
  const dark = rows.flat().filter(Boolean).length
  expect(path(rows).match(/M/g)).toHaveLength(dark)
  expect(
    path([
      [true, false],
      [false, true],
    ]),
  ).toBe('M0 0h1v1h-1zM1 1h1v1h-1z')
})
