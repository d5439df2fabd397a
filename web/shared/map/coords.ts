/**
 * GCJ-02, the shifted coordinates of most Chinese map services. The platform keeps CGCS2000 throughout; only what is
 * drawn over such tiles is shifted, and what is pointed at on them is shifted back.
 */
import gcoord from 'gcoord'
import type { GeoJSON } from 'geojson'
import type { CoordSys, Position } from './types'

/** A position of ours, where it is drawn on a map with such tiles. */
export function drawn(at: Position, system: CoordSys): Position {
  return system === 'gcj02' ? (gcoord.transform<Position>(at, gcoord.WGS84, gcoord.GCJ02) as Position) : at
}

/** A position on a map with such tiles, in our coordinates; to about a millimetre. */
export function meant(at: Position, system: CoordSys): Position {
  return system === 'gcj02' ? (gcoord.transform<Position>(at, gcoord.GCJ02, gcoord.WGS84) as Position) : at
}

/** GeoJSON of ours as it is drawn; the one given stays as it is. */
export function drawnShape<T extends GeoJSON>(shape: T, system: CoordSys): T {
  return shifted(shape, system, drawn)
}

/** GeoJSON as it was drawn, in our coordinates. */
export function meantShape<T extends GeoJSON>(shape: T, system: CoordSys): T {
  return shifted(shape, system, meant)
}

function shifted<T extends GeoJSON>(shape: T, system: CoordSys, by: typeof drawn): T {
  if (system === 'wgs84') return shape
  const walk = (node: unknown): unknown => {
    if (!Array.isArray(node)) return node
    return typeof node[0] === 'number' ? by(node.slice(0, 2) as Position, system) : node.map(walk)
  }
  const turn = (node: GeoJSON): GeoJSON => {
    if (node.type === 'FeatureCollection')
      return { ...node, features: node.features.map((each) => turn(each) as typeof each) }
    if (node.type === 'Feature') return { ...node, geometry: turn(node.geometry) as typeof node.geometry }
    if (node.type === 'GeometryCollection')
      return { ...node, geometries: node.geometries.map((each) => turn(each) as typeof each) }
    return { ...node, coordinates: walk(node.coordinates) } as GeoJSON
  }
  return turn(shape) as T
}
