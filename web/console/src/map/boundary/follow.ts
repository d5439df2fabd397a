/**
 * Neighbours that keep to a line which is being moved: in a coverage every corner belongs to all outlines around it.
 * Rings are closed, as in GeoJSON: the last corner is the first again.
 */
import type { Polygon, Position } from 'geojson'

const same = (a: Position | undefined, b: Position | undefined) =>
  Boolean(a && b && a[0] === b[0] && a[1] === b[1])

/** What was done to a ring in one stroke: corners moved, one put in between two others, one taken away. */
type Stroke =
  | { kind: 'moved'; from: Position; to: Position }
  | { kind: 'added'; at: Position; between: [Position, Position] }
  | { kind: 'removed'; at: Position; between: [Position, Position] }

/** The strokes that lead from one ring to the other; none where too much is different to tell. */
export function strokes(before: Position[], after: Position[]): Stroke[] {
  const [a, b] = [before.slice(0, -1), after.slice(0, -1)]
  if (a.length === b.length)
    return a.flatMap((from, at) => {
      const to = b[at] as Position
      return same(from, to) ? [] : [{ kind: 'moved' as const, from, to }]
    })
  const [longer, shorter] = a.length < b.length ? [b, a] : [a, b]
  if (longer.length !== shorter.length + 1) return []
  const known = (corner: Position) => shorter.some((each) => same(each, corner))
  const at = longer.findIndex((each) => !known(each))
  if (at < 0) return []
  const between: [Position, Position] = [
    longer[(at + longer.length - 1) % longer.length] as Position,
    longer[(at + 1) % longer.length] as Position,
  ]
  return [{ kind: a.length < b.length ? 'added' : 'removed', at: longer[at] as Position, between }]
}

/** The ring after the strokes, where they touch it; the very same ring where they do not. */
export function followed(ring: Position[], made: Stroke[]): Position[] {
  let open = ring.slice(0, -1)
  let touched = false
  for (const stroke of made) {
    if (stroke.kind === 'moved') {
      const at = open.findIndex((each) => same(each, stroke.from))
      if (at < 0) continue
      open = open.map((each, place) => (place === at ? stroke.to : each))
      touched = true
      continue
    }
    const [left, right] = stroke.between
    const joins = (a: Position | undefined, b: Position | undefined) =>
      (same(a, left) && same(b, right)) || (same(a, right) && same(b, left))
    if (stroke.kind === 'added') {
      const at = open.findIndex((each, place) => joins(each, open[(place + 1) % open.length]))
      if (at < 0) continue
      open = [...open.slice(0, at + 1), stroke.at, ...open.slice(at + 1)]
    } else {
      const at = open.findIndex((each) => same(each, stroke.at))
      if (at < 0 || open.length <= 3) continue
      if (!joins(open[(at + open.length - 1) % open.length], open[(at + 1) % open.length])) continue
      open = open.filter((_, place) => place !== at)
    }
    touched = true
  }
  return touched ? [...open, open[0] as Position] : ring
}

/** The outlines of neighbours that move along with one that went from `before` to `after`. */
export function neighbours(
  before: Polygon,
  after: Polygon,
  others: Map<string, Polygon>,
): Map<string, Polygon> {
  const made = strokes(before.coordinates[0] ?? [], after.coordinates[0] ?? [])
  const moved = new Map<string, Polygon>()
  if (!made.length) return moved
  for (const [code, polygon] of others) {
    const [shell = [], ...holes] = polygon.coordinates
    const ring = followed(shell, made)
    if (ring !== shell) moved.set(code, { type: 'Polygon', coordinates: [ring, ...holes] })
  }
  return moved
}
