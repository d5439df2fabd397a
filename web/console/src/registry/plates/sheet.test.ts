import { expect, it } from 'vitest'
import { ACROSS, BATCH, cuts, DOWN, EDGE, fitting, LEADING, PAPER, PER_SHEET, PLATE, sheets } from './sheet'

it.each([
  [0, []],
  [1, [1]],
  [21, [21]],
  [22, [21, 1]],
  [84, [21, 21, 21, 21]],
])('%i plates lie on sheets of %j', (count, expected) => {
  const plates = Array.from({ length: count }, (_, at) => at)
  const found = sheets(plates)
  expect(found.map((each) => each.length)).toEqual(expected)
  expect(found.flat()).toEqual(plates)
})

it('asks for whole sheets, and for no more than one answer bears', () => {
  expect(BATCH % PER_SHEET).toBe(0)
  expect(BATCH).toBeLessThanOrEqual(100)
})

it('keeps clear of the edge that no printer reaches, and cuts at every corner on the paper', () => {
  expect(Math.min(EDGE.x, EDGE.y)).toBeGreaterThan(8)
  const corners = [...cuts.matchAll(/M([\d.]+) ([\d.]+)h3M([\d.]+) ([\d.]+)v3/g)].map((each) =>
    each.slice(1).map(Number),
  )
  expect(corners).toHaveLength((ACROSS + 1) * (DOWN + 1))
  const [left, top] = [EDGE.x - 1.5, EDGE.y - 1.5]
  expect(corners[0]).toEqual([left, EDGE.y, EDGE.x, top])
  expect(corners.at(-1)![2]).toBeCloseTo(PAPER.width - EDGE.x)
  expect(corners.at(-1)![1]).toBeCloseTo(PAPER.height - EDGE.y)
  expect(corners[1]![2]! - corners[0]![2]!).toBeCloseTo(PLATE.width)
})

const BOX = { width: 32, height: 19.5 }

it('writes a short address as large as may be', () => {
  expect(fitting(['1号楼', '101室'], BOX, 6, 1)).toBe(6)
})

it('writes a long address smaller, until all of it fits', () => {
  const sizes = [3, 20, 40].map((length) => fitting(['幸'.repeat(length), '12号楼'], BOX, 6, 1))
  expect(sizes).toEqual(sizes.toSorted((a, b) => b - a))
  const [, , size] = sizes as [number, number, number]
  const across = Math.floor(BOX.width / size)
  expect((Math.ceil(40 / across) + 1) * size * LEADING).toBeLessThanOrEqual(BOX.height + 0.01)
  expect(size).toBeGreaterThan(2)
})

it('puts nothing beside a part that had to be broken', () => {
  // Five characters a line: the first part takes three lines, of which the last has room that stays empty.
  expect(fitting(['一二三四五六七八九十甲', '12'], { width: 30, height: 21.6 }, 6, 1)).toBeLessThan(6)
  expect(fitting(['一二三四五六七八九十甲', '12'], { width: 30, height: 28.9 }, 6, 1)).toBe(6)
})

it('finds room for the longest address there may be', () => {
  const box = { width: 59, height: 6 }
  const size = fitting(['宽'.repeat(200)], box, 2.5, 1)
  expect(size).toBeGreaterThanOrEqual(1)
  expect(Math.ceil(200 / Math.floor(box.width / size)) * size * LEADING).toBeLessThanOrEqual(box.height)
})

it('does not break a part that fits into a line of its own', () => {
  // Seven and a half characters a line: three parts of five take three lines, which broken would take two.
  const box = { width: 30, height: 9.7 }
  expect(fitting(['一二三四五', '一二三四五', '一二三四五'], box, 4, 1)).toBeLessThan(4)
  expect(fitting(['一二三四五一二三四五一二三四'], box, 4, 1)).toBe(4)
})
