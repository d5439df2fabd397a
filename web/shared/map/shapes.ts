/** What is read off an outline: its box, a place for its name, its area, whether it holds a point. */
import type { Position as Corner } from 'geojson'
import type { Box, Outlines, Position, Shape } from './types'

const METRES_PER_DEGREE = 111_319.49

export function boxOf(shape: Shape): Box {
  const box: Box = [Infinity, Infinity, -Infinity, -Infinity]
  for (const ring of outer(shape))
    for (const [lng = 0, lat = 0] of ring) {
      box[0] = Math.min(box[0], lng)
      box[1] = Math.min(box[1], lat)
      box[2] = Math.max(box[2], lng)
      box[3] = Math.max(box[3], lat)
    }
  return box
}

/** The centroid of the largest part; where the shape is bent around it, the middle of the widest stretch beside it. */
export function middle(shape: Shape): Position {
  const rings = outer(shape)
  const largest = rings.reduce((best, ring) =>
    Math.abs(signed(ring)) > Math.abs(signed(best)) ? ring : best,
  )
  const doubled = signed(largest)
  if (!doubled) return [...(largest[0] as Position)]
  let [x, y] = [0, 0]
  pairs(largest, ([ax = 0, ay = 0], [bx = 0, by = 0]) => {
    const cross = ax * by - bx * ay
    x += (ax + bx) * cross
    y += (ay + by) * cross
  })
  const centre: Position = [x / (3 * doubled), y / (3 * doubled)]
  return inside(largest, centre) ? centre : [widest(largest, centre[1]) ?? centre[0], centre[1]]
}

/** Square metres, on a sphere that is flat over the length of a city. */
export function areaOf(shape: Shape): number {
  const polygons = shape.type === 'Polygon' ? [shape.coordinates] : shape.coordinates
  let degrees = 0
  for (const [shell = [], ...holes] of polygons)
    degrees += Math.abs(signed(shell)) - holes.reduce((sum, hole) => sum + Math.abs(signed(hole)), 0)
  const [, south, , north] = boxOf(shape)
  return (degrees / 2) * METRES_PER_DEGREE ** 2 * Math.cos(((south + north) / 2) * (Math.PI / 180))
}

/** Metres between two points of one city. */
export function metres(a: Position, b: Position): number {
  const narrow = Math.cos(((a[1] + b[1]) / 2) * (Math.PI / 180))
  return Math.hypot((a[0] - b[0]) * narrow, a[1] - b[1]) * METRES_PER_DEGREE
}

export function holds(shape: Shape, at: Position): boolean {
  const polygons = shape.type === 'Polygon' ? [shape.coordinates] : shape.coordinates
  return polygons.some(
    ([shell = [], ...holes]) => inside(shell, at) && !holes.some((hole) => inside(hole, at)),
  )
}

/** The outline a point lies in. */
export function holding(outlines: Outlines, at: Position): Outlines['features'][number] | undefined {
  return outlines.features.find((each) => holds(each.geometry, at))
}

function outer(shape: Shape): Corner[][] {
  const polygons = shape.type === 'Polygon' ? [shape.coordinates] : shape.coordinates
  return polygons.map(([shell = []]) => shell)
}

function pairs(ring: Corner[], each: (a: Corner, b: Corner) => void): void {
  for (let at = 0; at + 1 < ring.length; at++) each(ring[at] as Corner, ring[at + 1] as Corner)
}

/** Twice the area in square degrees, positive when the ring runs anticlockwise. */
function signed(ring: Corner[]): number {
  let sum = 0
  pairs(ring, ([ax = 0, ay = 0], [bx = 0, by = 0]) => (sum += ax * by - bx * ay))
  return sum
}

function inside(ring: Corner[], [x, y]: Position): boolean {
  let odd = false
  pairs(ring, ([ax = 0, ay = 0], [bx = 0, by = 0]) => {
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) odd = !odd
  })
  return odd
}

/** The middle of the longest stretch of a line of latitude that lies inside. */
function widest(ring: Corner[], y: number): number | undefined {
  const crossings: number[] = []
  pairs(ring, ([ax = 0, ay = 0], [bx = 0, by = 0]) => {
    if (ay > y !== by > y) crossings.push(((bx - ax) * (y - ay)) / (by - ay) + ax)
  })
  crossings.sort((a, b) => a - b)
  let best: [number, number] | undefined
  for (let at = 0; at + 1 < crossings.length; at += 2) {
    const stretch: [number, number] = [crossings[at] as number, crossings[at + 1] as number]
    if (!best || stretch[1] - stretch[0] > best[1] - best[0]) best = stretch
  }
  return best && (best[0] + best[1]) / 2
}
