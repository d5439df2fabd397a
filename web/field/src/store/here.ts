import { ref, shallowRef } from 'vue'
import { position } from '@shared/map/position'
import { metres } from '@shared/map/shapes'
import type { Position } from '@shared/map/types'

/**
 * Where the phone is, for distances shown to the worker alone: it is asked for on the worker's wish, rounded to about
 * a hundred metres, kept in memory, and sent to nobody.
 */
export const here = shallowRef<Position | null>(null)
export const looking = ref(false)
export const refused = ref(false)

export async function look(): Promise<void> {
  looking.value = true
  refused.value = false
  try {
    const [lng, lat] = await position()
    here.value = [Math.round(lng * 1000) / 1000, Math.round(lat * 1000) / 1000]
  } catch {
    refused.value = true
  } finally {
    looking.value = false
  }
}

/** Look without asking, where the worker allowed it before. */
export async function lookIfAllowed(): Promise<void> {
  const allowed = await navigator.permissions?.query({ name: 'geolocation' }).catch(() => null)
  if (allowed?.state === 'granted') await look()
}

/** About how far, in steps nobody takes for exact: null when not known. */
export function distance(lng: number | null | undefined, lat: number | null | undefined): number | null {
  if (!here.value || lng === null || lng === undefined || lat === null || lat === undefined) return null
  const far = metres(here.value, [lng, lat])
  return far < 1000 ? Math.max(100, Math.round(far / 100) * 100) : Math.round(far / 500) * 500
}

/** The address that opens the phone's own map with the way to a place. */
export function wayTo(lng: number, lat: number, name: string): string {
  const apple = /iPhone|iPad|Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 0
  return apple
    ? `maps://?daddr=${lat},${lng}`
    : `geo:${lat},${lng}?q=${lat},${lng}(${encodeURIComponent(name.slice(0, 40))})`
}
