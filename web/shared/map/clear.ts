/** Room on the map for what the page draws over it: a pin is no part of the map, so names would stand under it. */
import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl'
import type { Point } from 'geojson'
import type { Position } from './types'

/** The size of a pin in pixels, and how far its middle is above its place, as MapLibre draws it. */
const PIN = { width: 27, height: 41, above: 14 }
const IMAGE = 'room-for-a-pin'

/** Keep names away from a pin: nothing is drawn there, but names give way to it as to each other. */
export function keepClear(map: MapLibre, id: string, at: Position) {
  const { width, height, above } = PIN
  const point = (where: Position): Point => ({ type: 'Point', coordinates: where })
  if (!map.hasImage(IMAGE)) {
    map.addImage(IMAGE, { width, height, data: new Uint8Array(width * height * 4) })
  }
  map.addSource(id, { type: 'geojson', data: point(at) })
  // On top: what is drawn last has the first choice of its place.
  map.addLayer({
    id,
    type: 'symbol',
    source: id,
    layout: { 'icon-image': IMAGE, 'icon-allow-overlap': true, 'icon-offset': [0, -above] },
  })
  return {
    move: (where: Position) => void map.getSource<GeoJSONSource>(id)?.setData(point(where)),
    give: () => {
      map.removeLayer(id)
      map.removeSource(id)
    },
  }
}
