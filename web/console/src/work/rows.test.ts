import { expect, it } from 'vitest'
import { appended, keyOf, neighbour, pathOf, updated, type Row } from './rows'

const row = (case_no: string, more: Partial<Row> = {}) =>
  ({ kind: 'event', case_no, gone: false, ...more }) as Row
const rows = [row('1'), row('2'), row('3', { kind: 'joint' })]

it('adds a page without repeating what is there', () => {
  expect(appended(rows, [row('2'), row('3'), row('4')]).map(keyOf)).toEqual([
    'event 1',
    'event 2',
    'joint 3',
    'event 3',
    'event 4',
  ])
})

it('changes a row in its place and dims one that has left', () => {
  const changed = updated(rows, '2', [row('2', { version: 7 })])
  expect(changed.map((each) => each.version)).toEqual([undefined, 7, undefined])
  expect(updated(rows, '1', []).map((each) => each.gone)).toEqual([true, false, false])
  expect(updated(rows, '9', [row('9')])).toEqual(rows)
})

it('walks within the list', () => {
  expect(neighbour(rows, null, 1)).toBe(rows[0])
  expect(neighbour(rows, 'event 1', 1)).toBe(rows[1])
  expect(neighbour(rows, 'event 1', -1)).toBe(rows[0])
  expect(neighbour(rows, 'joint 3', 1)).toBe(rows[2])
  expect(neighbour([], null, 1)).toBeUndefined()
})

it('leads to the page of its kind', () => {
  expect(pathOf(row('1'))).toBe('/cases/1')
  expect(pathOf(row('1', { kind: 'joint' }))).toBe('/cases/1')
  expect(pathOf(row('1', { kind: 'patrol' }))).toBe('/patrols/1')
})
