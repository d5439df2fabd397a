import type { FeatureCollection, MultiPolygon, Polygon } from 'geojson'

/** Longitude and latitude in degrees, CGCS2000 (the same as WGS84 here). */
export type Position = [number, number]
/** West, south, east, north in degrees. */
export type Box = [number, number, number, number]

export type Level = 'county' | 'township' | 'community' | 'grid'
export type Shape = Polygon | MultiPolygon
export type Outlines = FeatureCollection<Shape, OutlineProperties>

export interface OutlineProperties {
  code: string
  name: string
  full_name?: string
  level?: string
  /** Plausible, not surveyed: whoever shows it says so. */
  generated?: boolean
  /** A point inside, where the name stands. */
  lng?: number
  lat?: number
}

/** Coordinates of a tile layer: ours, or those of most Chinese map services. */
export type CoordSys = 'wgs84' | 'gcj02'

export interface Tiles {
  url: string
  attribution: string
  coord_sys: CoordSys
}

export interface MapSettings {
  /** The server of map tiles beneath the outlines; null: the outlines are the map. */
  tiles: Tiles | null
  bounds: Box
  center: Position
}

/** Where a map takes its outlines from: the platform, or what a phone keeps for when there is no network. */
export interface MapSource {
  settings: () => Promise<MapSettings>
  /** Outlines of one level; an empty collection where this source has none of it. */
  outlines: (level: Level) => Promise<Outlines>
  /** The place a point lies in, in words; null outside the city. */
  locate: (at: Position) => Promise<Located | null>
}

export interface Located {
  grid: string
  name: string
  full_name: string
}
