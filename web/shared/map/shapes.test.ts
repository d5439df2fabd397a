import { expect, it } from 'vitest'
import { areaOf, boxOf, holding, holds, metres, middle } from './shapes'
import type { Outlines, Shape } from './types'

const square = (west: number, south: number, size: number): [number, number][] => [
  [west, south],
  [west + size, south],
  [west + size, south + size],
  [west, south + size],
  [west, south],
]
const bent: Shape = {
  type: 'Polygon',
  coordinates: [
    [
      [0, 0],
      [4, 0],
      [4, 1],
      [1, 1],
      [1, 4],
      [0, 4],
      [0, 0],
    ],
  ],
}

it('finds the box over all parts', () => {
  expect(boxOf({ type: 'MultiPolygon', coordinates: [[square(1, 2, 1)], [square(4, 5, 2)]] })).toEqual([
    1, 2, 6, 7,
  ])
})

it('puts a name into the largest part, inside even where the outline is bent', () => {
  expect(middle({ type: 'MultiPolygon', coordinates: [[square(0, 0, 1)], [square(4, 4, 2)]] })).toEqual([
    5, 5,
  ])
  expect(holds(bent, middle(bent))).toBe(true)
})

it('measures in square metres, without the holes', () => {
  const shell = square(123, 41, 0.01)
  const whole = areaOf({ type: 'Polygon', coordinates: [shell] })
  expect(whole / 1e6).toBeCloseTo(0.935, 2)
  const hole = [...square(123.0025, 41.0025, 0.005)].toReversed()
  expect(areaOf({ type: 'Polygon', coordinates: [shell, hole] }) / whole).toBeCloseTo(0.75, 3)
})

it('knows how far apart two points are', () => {
  expect(metres([123, 41], [123, 41.001])).toBeCloseTo(111.3, 0)
  expect(metres([123, 41], [123.001, 41])).toBeCloseTo(84, 0)
})

it('says which outline holds a point, and not the one whose hole it lies in', () => {
  const ring: Shape = { type: 'Polygon', coordinates: [square(0, 0, 4), square(1, 1, 2)] }
  const core: Shape = { type: 'Polygon', coordinates: [square(1, 1, 2)] }
  const outlines: Outlines = {
    type: 'FeatureCollection',
    features: [ring, core].map((geometry, at) => ({
      type: 'Feature',
      properties: { code: String(at), name: '' },
      geometry,
    })),
  }
  expect(holding(outlines, [2, 2])?.properties.code).toBe('1')
  expect(holding(outlines, [0.5, 2])?.properties.code).toBe('0')
  expect(holding(outlines, [9, 9])).toBeUndefined()
})
