/**
 * Reports on their way. A report is kept before it is sent and until all its photos have arrived; it carries a key of
 * its own from the beginning, so that sending it again after a broken line files nothing twice.
 */
import type { Problem } from '@shared/api/problem'
import { ProblemError } from '@shared/api/problem'
import type { Draft } from './where'
import { placeOf } from './where'

/** What the platform answered to a report. */
export interface Receipt {
  case_no: string
  secret: string
  emergency: string[]
  muted_because: string
}
export interface Photo {
  id: string
  name: string
  /** Null once it has arrived. */
  blob: Blob | null
  /** Why the platform would not have it. */
  refused?: Problem
}
export interface Waiting {
  /** Also the key under which it is sent. */
  id: string
  draft: Draft
  photos: Photo[]
  /** When it was written, ISO 8601. */
  made: string
  state: 'waiting' | 'refused' | 'sent'
  receipt?: Receipt
  /** Why it was refused, or what stood in the way of the last try. */
  why?: Problem
  /** Not before this time (milliseconds), as the platform asked. */
  notBefore?: number
}

/** How a report and its photos reach the platform; both throw ProblemError. */
export interface Wire {
  file(report: Record<string, unknown>, key: string): Promise<Receipt>
  attach(receipt: Receipt, photo: Photo, key: string): Promise<void>
}
export type Keep = (waiting: Waiting) => Promise<void>

/** Answers that say nothing about the report itself: try again later. */
const LATER = new Set([0, 408, 425, 429, 500, 502, 503, 504])

/** The body of `POST /reports`. */
export function reportOf({ draft, made }: Waiting): Record<string, unknown> {
  const { where } = draft
  const pointed = where.lng !== null && where.lat !== null
  const contact = { name: draft.name.trim(), phone: draft.phone.trim() }
  return {
    text: draft.text.trim(),
    ...(pointed ? { lng: where.lng, lat: where.lat } : {}),
    // Of a point, the grid is known from the point: only what was typed adds anything.
    place: pointed ? where.words.trim() : placeOf(where),
    seen_at: made,
    ...(contact.name || contact.phone ? { contact } : {}),
  }
}

/** Whether it makes sense to send it now. */
export function ready(waiting: Waiting, now = Date.now()): boolean {
  return waiting.state === 'waiting' && (waiting.notBefore ?? 0) <= now
}

/**
 * Send one report and then its photos, keeping each step. It ends as `sent`, as `refused` with the reason, or is left
 * `waiting` with the error thrown, to be tried again.
 *
 * @throws ProblemError while the platform cannot be reached or asks to come back later
 */
export async function deliver(waiting: Waiting, wire: Wire, keep: Keep, now = Date.now): Promise<void> {
  try {
    if (!waiting.receipt) {
      waiting.receipt = await wire.file(reportOf(waiting), waiting.id)
      await keep(waiting)
    }
    for (const photo of waiting.photos) {
      if (!photo.blob || photo.refused) continue
      try {
        await wire.attach(waiting.receipt, photo, `${waiting.id}-${photo.id}`)
        photo.blob = null
      } catch (error) {
        if (!(error instanceof ProblemError) || LATER.has(error.problem.status)) throw error
        photo.refused = error.problem
      }
      await keep(waiting)
    }
    waiting.state = 'sent'
    delete waiting.why
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    const { problem } = error
    waiting.why = problem
    if (LATER.has(problem.status)) {
      const wait = Number(problem.retry_after ?? 0)
      if (wait) waiting.notBefore = now() + wait * 1000
      await keep(waiting)
      throw error
    }
    waiting.state = 'refused'
  }
  await keep(waiting)
}
