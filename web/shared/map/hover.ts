import type { Map as MapLibre } from 'maplibre-gl'

/** Below this zoom grids are too small to be pointed at. */
const FROM = 10.5

/** Tint the grid the pointer is over. */
export function hover(map: MapLibre): void {
  let current: string | undefined
  const mark = (code: string | undefined) => {
    if (code === current) return
    if (current) map.setFeatureState({ source: 'grid', id: current }, { hover: false })
    if (code) map.setFeatureState({ source: 'grid', id: code }, { hover: true })
    current = code
  }
  map.on('mousemove', 'grid-fill', (event) => {
    mark(map.getZoom() > FROM ? String(event.features?.[0]?.properties.code) : undefined)
  })
  map.on('mouseleave', 'grid-fill', () => mark(undefined))
}
