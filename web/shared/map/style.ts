/** How the ground of every map looks: no fonts, pictures or tiles from elsewhere, all colours from the tokens. */
import type { FeatureCollection, Point } from 'geojson'
import type {
  ExpressionSpecification,
  LayerSpecification,
  SourceSpecification,
  StyleSpecification,
} from 'maplibre-gl'
import type { Palette } from './palette'
import { middle } from './shapes'
import type { Level, Outlines, Tiles } from './types'

/** Drawn by the browser from the fonts it has, the same as the page's. */
export const FONT = ['PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'sans-serif']
export const LEVELS: readonly Level[] = ['grid', 'community', 'township', 'county']

/** From which zoom on the lines of a level are drawn, and between which its names stand. */
const ZOOMS: Record<Level, { lines: number; names: [number, number] }> = {
  county: { lines: 0, names: [0, 10.4] },
  township: { lines: 8.6, names: [10.1, 12.4] },
  community: { lines: 10.2, names: [12.2, 14.4] },
  grid: { lines: 8.6, names: [13.9, 24] },
}

export const nothing: Outlines = { type: 'FeatureCollection', features: [] }

export function ground(palette: Palette, tiles: Tiles | null): StyleSpecification {
  const sources: Record<string, SourceSpecification> = { selected: { type: 'geojson', data: nothing } }
  const layers: LayerSpecification[] = [
    { id: 'ground', type: 'background', paint: { 'background-color': palette.ground } },
  ]
  if (tiles) {
    sources.tiles = {
      type: 'raster',
      tiles: [tiles.url],
      tileSize: 256,
      maxzoom: 18,
      attribution: tiles.attribution,
    }
    layers.push({ id: 'tiles', type: 'raster', source: 'tiles' })
  }
  for (const level of LEVELS) {
    sources[level] = { type: 'geojson', data: nothing, promoteId: 'code', tolerance: 0.2 }
    sources[`${level}-names`] = { type: 'geojson', data: nothing }
  }
  layers.push(
    {
      id: 'county-fill',
      type: 'fill',
      source: 'county',
      paint: { 'fill-color': palette.surface, 'fill-opacity': tiles ? 0 : 1 },
    },
    {
      id: 'grid-fill',
      type: 'fill',
      source: 'grid',
      paint: {
        'fill-color': palette.accent,
        'fill-opacity': ['case', ['boolean', ['feature-state', 'hover'], false], 0.12, 0],
      },
    },
    line('grid', palette.line, [8.6, 0.4, 11, 0.7, 14, 1.4], [8.6, 0.5, 11, 0.8, 13, 1]),
    line('community', palette.lineStrong, [10, 0.5, 14, 1.4], [10.2, 0.25, 11.5, 0.7]),
    line('township', palette.lineStrong, [8, 0.6, 13, 2], [8.6, 0.5, 10, 0.9]),
    line('county', palette.inkSoft, [7, 1, 13, 2.6], [0, 1]),
    {
      id: 'selected-fill',
      type: 'fill',
      source: 'selected',
      paint: { 'fill-color': palette.accent, 'fill-opacity': 0.16 },
    },
    {
      id: 'selected-line',
      type: 'line',
      source: 'selected',
      layout: { 'line-join': 'round' },
      paint: { 'line-color': palette.accent, 'line-width': 3 },
    },
    ...LEVELS.map((level) => names(level, palette)),
  )
  return { version: 8, sources, layers }
}

/** Layers that lie under the names and over the lines go before this one. */
export const UNDER_NAMES = 'grid-names'

function line(
  level: Level,
  colour: string,
  width: [number, number, ...number[]],
  opacity: number[],
): LayerSpecification {
  return {
    id: `${level}-line`,
    type: 'line',
    source: level,
    minzoom: ZOOMS[level].lines,
    layout: { 'line-join': 'round' },
    paint: { 'line-color': colour, 'line-width': ramp(width), 'line-opacity': ramp(opacity) },
  }
}

function ramp(stops: number[]): ExpressionSpecification {
  return ['interpolate', ['linear'], ['zoom'], ...stops] as unknown as ExpressionSpecification
}

function names(level: Level, palette: Palette): LayerSpecification {
  const [minzoom, maxzoom] = ZOOMS[level].names
  return {
    id: `${level}-names`,
    type: 'symbol',
    source: `${level}-names`,
    minzoom,
    maxzoom,
    layout: {
      'text-field': ['get', 'name'],
      'text-font': FONT,
      'text-size': level === 'county' ? 15 : level === 'township' ? 13 : 12,
      'text-max-width': 7,
      'text-padding': 6,
      // Beside its place where a pin stands there; see PointMarker.
      ...(level === 'grid' && {
        'text-variable-anchor': ['center', 'top', 'bottom', 'left', 'right'],
        'text-radial-offset': 1.4,
      }),
    },
    paint: {
      'text-color': level === 'county' ? palette.ink : palette.inkSoft,
      'text-halo-color': palette.surface,
      'text-halo-width': 1.6,
    },
  }
}

/** Where the names of outlines stand: one point in each. The points the platform names are not shifted yet. */
export function nameplates(outlines: Outlines): FeatureCollection<Point> {
  return {
    type: 'FeatureCollection',
    features: outlines.features.map(({ properties, geometry }) => ({
      type: 'Feature',
      properties: { name: properties.name },
      geometry: {
        type: 'Point',
        coordinates: properties.lng && properties.lat ? [properties.lng, properties.lat] : middle(geometry),
      },
    })),
  }
}
