import { expect, it } from 'vitest'
import { drawn, drawnShape, meant, meantShape } from './coords'
import type { Position } from './types'

const here: Position = [123.1731, 41.2696]

it('leaves our coordinates alone where the tiles are in ours', () => {
  expect(drawn(here, 'wgs84')).toBe(here)
  const shape = { type: 'Point', coordinates: here } as const
  expect(drawnShape({ ...shape, coordinates: [...here] }, 'wgs84')).toEqual(shape)
})

it('shifts a point some hundred metres for tiles in GCJ-02, and back to the millimetre', () => {
  const [lng, lat] = drawn(here, 'gcj02')
  const east = (lng - here[0]) * 111_319 * Math.cos((here[1] * Math.PI) / 180)
  const north = (lat - here[1]) * 111_319
  expect(Math.hypot(east, north)).toBeGreaterThan(100)
  expect(Math.hypot(east, north)).toBeLessThan(900)
  const back = meant([lng, lat], 'gcj02')
  expect(back[0]).toBeCloseTo(here[0], 7)
  expect(back[1]).toBeCloseTo(here[1], 7)
})

it('shifts every corner of a shape and nothing of the one given', () => {
  const feature = {
    type: 'Feature',
    properties: { code: '211002001001001' },
    geometry: { type: 'Polygon', coordinates: [[here, [123.2, 41.27], [123.18, 41.3], here]] },
  } satisfies GeoJSON.Feature
  const before = structuredClone(feature)
  const shown = drawnShape(feature, 'gcj02')
  expect(feature).toEqual(before)
  expect(shown.properties).toEqual(before.properties)
  expect(shown.geometry.coordinates[0]?.[0]).toEqual(drawn(here, 'gcj02'))
  const back = meantShape(shown, 'gcj02').geometry.coordinates[0]?.[2] ?? []
  expect(back[0]).toBeCloseTo(123.18, 7)
  expect(back[1]).toBeCloseTo(41.3, 7)
})
