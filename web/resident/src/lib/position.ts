import { ProblemError } from '@shared/api/problem'

export interface Point {
  lng: number
  lat: number
}

const WAIT = { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 }

/**
 * Where the phone is, asked once and not followed.
 *
 * @throws ProblemError with a code of the face: `face.position.refused` (the person or the phone forbids it),
 *   `face.position.none` (not found in time, or not there at all)
 */
export function position(): Promise<Point> {
  return new Promise((found, failed) => {
    const say = (code: string) => failed(new ProblemError({ code, status: 0, title: '' }))
    if (!('geolocation' in navigator)) return say('face.position.none')
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => found({ lng: coords.longitude, lat: coords.latitude }),
      (error) => say(error.code === error.PERMISSION_DENIED ? 'face.position.refused' : 'face.position.none'),
      WAIT,
    )
  })
}
