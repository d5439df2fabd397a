import type { Polygon, Position } from 'geojson'
import { expect, it } from 'vitest'
import { followed, neighbours, strokes } from './follow'

// Two squares with a common side from [1, 0] to [1, 1].
const west: Position[] = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]] // prettier-ignore
const east: Position[] = [[1, 0], [2, 0], [2, 1], [1, 1], [1, 0]] // prettier-ignore
const polygon = (ring: Position[]): Polygon => ({ type: 'Polygon', coordinates: [ring] })

it('moves the corner of the neighbour along', () => {
  const after: Position[] = [[0, 0], [1.2, 0.1], [1, 1], [0, 1], [0, 0]] // prettier-ignore
  expect(followed(east, strokes(west, after))).toEqual([
    [1.2, 0.1], [2, 0], [2, 1], [1, 1], [1.2, 0.1],
  ]) // prettier-ignore
})

it('puts a new corner into the common side of the neighbour, and takes it away again', () => {
  const bent: Position[] = [[0, 0], [1, 0], [1.1, 0.5], [1, 1], [0, 1], [0, 0]] // prettier-ignore
  const along = followed(east, strokes(west, bent))
  expect(along).toEqual([[1, 0], [2, 0], [2, 1], [1, 1], [1.1, 0.5], [1, 0]]) // prettier-ignore
  expect(followed(along, strokes(bent, west))).toEqual(east)
})

it('leaves alone whom it does not touch', () => {
  const far: Position[] = [[5, 5], [6, 5], [6, 6], [5, 5]] // prettier-ignore
  const after: Position[] = [[0.1, 0], [1, 0], [1, 1], [0, 1], [0.1, 0]] // prettier-ignore
  expect(followed(far, strokes(west, after))).toBe(far)
  expect(followed(east, strokes(west, after))).toBe(east)
  expect(neighbours(polygon(west), polygon(after), new Map([['east', polygon(east)]])).size).toBe(0)
})

it('does not take a corner from a third outline that still needs it', () => {
  const third: Position[] = [[1, 1], [2, 1], [2, 2], [0, 2], [0, 1], [1, 1]] // prettier-ignore
  const without: Position[] = [[0, 0], [1, 0], [0, 1], [0, 0]] // prettier-ignore
  expect(followed(third, strokes(west, without))).toBe(third)
})

it('follows nothing where too much has changed at once', () => {
  expect(strokes(west, [[0, 0], [1, 0], [0, 0]])).toEqual([]) // prettier-ignore
})
