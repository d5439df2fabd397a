import { inject, onScopeDispose, watch, type InjectionKey, type ShallowRef } from 'vue'
import type { Map as MapLibre } from 'maplibre-gl'
import type { GeoJSON } from 'geojson'
import type { Palette } from './palette'
import type { CoordSys, MapSource, Position } from './types'

/** What a component drawn on a map is given by the map around it. */
export interface OnMap {
  /** The map once it can be drawn on. A change of theme makes a new one, with the same view. */
  map: Readonly<ShallowRef<MapLibre | null>>
  palette: Readonly<ShallowRef<Palette>>
  source: MapSource
  coordSys: () => CoordSys
  /** Our positions and shapes to where they are drawn, and back. */
  drawn: (at: Position) => Position
  meant: (at: Position) => Position
  drawnShape: <T extends GeoJSON>(shape: T) => T
}

/** Metadata of a layer that answers clicks itself; the map below it does not hear of them. */
export interface Own {
  own: true
}

export const ON_MAP: InjectionKey<OnMap> = Symbol('the map around')

export function useMap(): OnMap {
  const around = inject(ON_MAP)
  if (!around) throw new Error('drawn outside of a map')
  return around
}

/**
 * Draw on the map: `draw` adds sources, layers and listeners to every map there is (a new one after a change of
 * theme) and returns what takes them away again.
 */
export function useDrawing(draw: (map: MapLibre, palette: Palette) => () => void): void {
  const { map, palette } = useMap()
  let undo: (() => void) | undefined
  const erase = () => {
    undo?.()
    undo = undefined
  }
  const draws = (here: MapLibre | null) => {
    erase()
    if (here) undo = draw(here, palette.value)
  }
  // Synchronous: what was drawn goes before the map under it does.
  watch(map, draws, { immediate: true, flush: 'sync' })
  onScopeDispose(erase)
}
