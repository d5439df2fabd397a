import { shallowRef, watch, onScopeDispose, ref } from 'vue'
import type { Polygon } from 'geojson'
import { TerraDraw, TerraDrawPolygonMode, TerraDrawSelectMode, type GeoJSONStoreFeatures } from 'terra-draw'
import { TerraDrawMapLibreGLAdapter } from 'terra-draw-maplibre-gl-adapter'
import { drawnShape, meantShape } from '@shared/map/coords'
import { useMap } from '@shared/map/context'
import { neighbours } from './follow'

/** Digits behind the point of a degree: finer than the platform's own grid of a tenth of a metre. */
const DIGITS = 8
type HexColour = `#${string}`

function rounded(polygon: Polygon): Polygon {
  const round = (each: number) => Number(each.toFixed(DIGITS))
  return {
    type: 'Polygon',
    coordinates: polygon.coordinates.map((ring) => ring.map((corner) => corner.map(round))),
  }
}

const corners = (polygon: Polygon) => JSON.stringify(polygon.coordinates)

/**
 * Outlines that are drawn anew on the map around: one at a time is held, its corners are dragged, corners are added in
 * the middle of a side and taken away by a right click; the others follow where they share a line, if asked to.
 */
export function useOutlineDrawing(
  given: () => Map<string, Polygon>,
  held: () => string,
  follow: () => boolean,
  changed: (outlines: Map<string, Polygon>) => void,
) {
  const { map, palette, coordSys } = useMap()
  const ready = ref(false)
  /** As given, and as first drawn: what is drawn back to where it was is no change. */
  const first = new Map<string, { given: Polygon; shown: string }>()
  const last = new Map<string, Polygon>()
  let helpers = 0
  const draw = shallowRef<TerraDraw | null>(null)

  function stop(): void {
    draw.value?.stop()
    draw.value = null
    ready.value = false
  }

  function begin(): void {
    stop()
    const here = map.value
    if (!here) return
    const { accent, surface, inkSoft } = palette.value as unknown as Record<string, HexColour>
    const made = new TerraDraw({
      // Outlines go by the codes of their grids; helpers of the library's own take free numbers.
      idStrategy: {
        isValidId: (id) => typeof id === 'string' || typeof id === 'number',
        getId: () => (helpers += 1),
      },
      adapter: new TerraDrawMapLibreGLAdapter({ map: here, coordinatePrecision: DIGITS }),
      modes: [
        new TerraDrawPolygonMode({
          styles: {
            fillColor: accent,
            fillOpacity: 0.06,
            outlineColor: inkSoft,
            outlineWidth: 2,
          },
        }),
        new TerraDrawSelectMode({
          allowManualDeselection: false,
          allowManualSelection: false,
          pointerDistance: 24,
          // Keys belong to the page: a corner is moved by keys in the list beside the map.
          keyEvents: null,
          flags: {
            polygon: { feature: { coordinates: { midpoints: true, draggable: true, deletable: true } } },
          },
          styles: {
            selectedPolygonColor: accent,
            selectedPolygonFillOpacity: 0.18,
            selectedPolygonOutlineColor: accent,
            selectedPolygonOutlineWidth: 3,
            selectionPointColor: surface,
            selectionPointOutlineColor: accent,
            selectionPointOutlineWidth: 2,
            selectionPointWidth: 6,
            midPointColor: accent,
            midPointOutlineColor: surface,
            midPointOutlineWidth: 1,
            midPointWidth: 4,
          },
        }),
      ],
    })
    made.start()
    made.setMode('select')
    draw.value = made
    put(given())
    made.on('change', (ids, type) => {
      if (type === 'update' && ids.includes(held())) moved()
    })
    ready.value = true
  }

  /** Show these outlines in place of those that are shown. */
  function put(outlines: Map<string, Polygon>): void {
    const made = draw.value
    if (!made) return
    made.clear()
    last.clear()
    first.clear()
    const features: GeoJSONStoreFeatures[] = [...outlines].map(([code, polygon]) => {
      const geometry = rounded(drawnShape(polygon, coordSys()))
      last.set(code, geometry)
      first.set(code, { given: polygon, shown: corners(geometry) })
      return { type: 'Feature', id: code, geometry, properties: { mode: 'polygon' } }
    })
    const refused = made.addFeatures(features).find((each) => !each.valid)
    if (refused) throw new Error(refused.reason)
    if (last.has(held())) made.selectFeature(held())
  }

  function moved(): void {
    const made = draw.value
    const code = held()
    const before = last.get(code)
    const after = made?.getSnapshotFeature(code)?.geometry as Polygon | undefined
    if (!made || !before || !after || corners(before) === corners(after)) return
    last.set(code, structuredClone(after))
    if (follow()) {
      const others = new Map([...last].filter(([each]) => each !== code))
      for (const [other, polygon] of neighbours(before, after, others)) {
        last.set(other, polygon)
        made.updateFeatureGeometry(other, polygon)
      }
    }
    changed(new Map([...last].map(([each, polygon]) => [each, asGiven(each, polygon)])))
  }

  function asGiven(code: string, polygon: Polygon): Polygon {
    const begun = first.get(code)
    return begun?.shown === corners(polygon) ? begun.given : meantShape(polygon, coordSys())
  }

  /** Move one corner of the outline that is held, by pixels of the screen. */
  function nudge(corner: number, [right, down]: [number, number]): void {
    const polygon = last.get(held())
    const here = map.value
    const ring = polygon?.coordinates[0]
    const from = ring?.[corner]
    if (!here || !polygon || !ring || !from) return
    const at = here.project(from as [number, number])
    const to = here.unproject([at.x + right, at.y + down])
    const there = [Number(to.lng.toFixed(DIGITS)), Number(to.lat.toFixed(DIGITS))]
    const open = ring.slice(0, -1).map((each, place) => (place === corner ? there : each))
    const shell = [...open, open[0] as number[]]
    draw.value?.updateFeatureGeometry(held(), {
      type: 'Polygon',
      coordinates: [shell, ...polygon.coordinates.slice(1)],
    })
    moved()
  }

  watch(map, begin, { immediate: true, flush: 'sync' })
  watch(held, (now, before) => {
    if (before && last.has(before)) draw.value?.deselectFeature(before)
    if (last.has(now)) draw.value?.selectFeature(now)
  })
  onScopeDispose(stop)
  return { ready, put, nudge }
}
