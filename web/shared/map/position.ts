import type { Position } from './types'

/** How long a position may take, in milliseconds; indoors a phone looks for it a while. */
const PATIENCE = 15_000

/** Where the device is, in CGCS2000. Rejects where there is no such thing, or the person does not allow it. */
export function position(): Promise<Position> {
  return new Promise((found, failed) => {
    if (!navigator.geolocation) failed(new Error('no position on this device'))
    else
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => found([coords.longitude, coords.latitude]),
        failed,
        { enableHighAccuracy: true, timeout: PATIENCE, maximumAge: 30_000 },
      )
  })
}
