import { expect, it } from 'vitest'
import type { TableView } from '../types'
import { count, counted } from './counted'

const table = {
  counts: Object.entries({ waiting: 4, new: 3, changed: 2, same: 5, double: 1, bad: 6, done: 7 }).map(
    ([key, number]) => ({ key, label: key, count: number }),
  ),
} as TableView

it('counts the lines that wait for a step', () => {
  expect(counted(table, 'compare')).toBe(4)
  expect(counted(table, 'enter')).toBe(5)
  expect(count(table, 'bad')).toBe(6)
  expect(count(table, 'none')).toBe(0)
})
