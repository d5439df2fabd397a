/**
 * A coarse track of one patrol, only where the worker switched it on when starting it: to about a hundred metres, one
 * point a minute while the app is open, kept on the phone until it can be sent.
 */
import { ref } from 'vue'
import { raw } from '@shared/api/client'
import { asProblem, ProblemError } from '@shared/api/problem'
import { position } from '@shared/map/position'
import { box, type Footprint } from './db'
import { person } from './session'

const EVERY = 60_000
/** So many points are sent at once. */
const MOST = 300
const KEPT = 'wangge.field.track'

/** Number of the patrol a track is kept of, '' when none is. */
export const tracked = ref('')
let timer: ReturnType<typeof setInterval> | undefined

export function startTrack(patrol: string): void {
  tracked.value = patrol
  localStorage.setItem(KEPT, JSON.stringify({ person: person.value?.id, patrol }))
  clearInterval(timer)
  timer = setInterval(() => void step(), EVERY)
  void step()
}

export function stopTrack(): void {
  tracked.value = ''
  localStorage.removeItem(KEPT)
  clearInterval(timer)
}

/** Go on after the app was closed and opened again on the way. */
export function resumeTrack(): void {
  const kept = JSON.parse(localStorage.getItem(KEPT) ?? 'null') as { person: number; patrol: string } | null
  if (kept && kept.person === person.value?.id) startTrack(kept.patrol)
}

async function step(): Promise<void> {
  const [of, patrol] = [person.value?.id, tracked.value]
  if (!of || !patrol) return
  try {
    const [lng, lat] = await position()
    if (tracked.value !== patrol) return
    const coarse = (degrees: number) => Math.round(degrees * 1000) / 1000
    const at = new Date().toISOString()
    await (await box()).add('footprints', { person: of, patrol, lng: coarse(lng), lat: coarse(lat), at })
  } catch {
    // No position this minute: a gap in a track nobody needs to be complete.
    return
  }
}

/**
 * Send what was kept of the patrols that `may`: a track is taken only after the platform knows that its patrol was
 * begun, and before it was finished. What it will not have is deleted, not kept for later.
 *
 * @throws ProblemError where the platform cannot be reached
 */
export async function sendTracks(of: number, may: (patrol: string) => boolean): Promise<void> {
  const db = await box()
  const all = (await db.getAllFromIndex('footprints', 'person', of)).filter((each) => may(each.patrol))
  for (const patrol of new Set(all.map((each) => each.patrol))) {
    const mine = all.filter((each) => each.patrol === patrol).slice(0, MOST)
    try {
      await raw(`/api/v1/patrols/${patrol}/track`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ points: mine.map(({ lng, lat, at }) => ({ lng, lat, at })) }),
      })
    } catch (error) {
      const { status } = asProblem(error)
      if (
        !(error instanceof ProblemError) ||
        status < 400 ||
        status >= 500 ||
        status === 401 ||
        status === 429
      )
        throw error
    }
    const tx = db.transaction('footprints', 'readwrite')
    for (const each of mine) await tx.store.delete((each as Required<Footprint>).key)
    await tx.done
  }
}
