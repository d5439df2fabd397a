import type { Problem } from '@shared/api/problem'
import type { Sealed } from '../home/seal'

/**
 * Something the worker did that the platform is to learn of. Its `id` is its Idempotency-Key for as long as it lives,
 * so however often it is sent, it counts once.
 */
export interface Entry {
  id: string
  person: number
  /** Place in the queue of this person: larger is later. */
  order: number
  /** When the worker did it (ISO 8601). */
  created: string
  state: State
  /** What the worker sees it as: the report's words, or the verb and the matter. */
  title: string
  what: Report | Act | Register
  photos: Photo[]
  /** How often it was tried without an answer that settles it, and when it may be tried again (epoch ms). */
  tries: number
  after: number
  /** Why it was set aside, or why it waits. */
  problem?: Problem
  /** What became of it. */
  result?: Result
  /** What others did to the case since the worker saw it; with state `conflict`. */
  others?: Step[]
  /** The version `others` leads up to. */
  current?: number
}

/**
 * `draft` is being written, `waiting` is to be sent, `sending` is on its way, `photos` is accepted with photos still
 * to go, `sent` is done, `aside` was refused, `conflict` waits for the worker's choice.
 */
export type State = 'draft' | 'waiting' | 'sending' | 'photos' | 'sent' | 'aside' | 'conflict'

/** A report; found on a patrol or visit when `patrol` names it. `body` is that of `POST /reports`. */
export interface Report {
  kind: 'report'
  patrol: string
  body: ReportBody
}

export interface ReportBody {
  text: string
  lng: number | null
  lat: number | null
  place: string
  item_code: string
  seen_at: string
  action: 'report' | 'settle'
  settle: Record<string, string | boolean> | null
}

/**
 * One action on a case, with the version the worker saw. `lines` is what was filled in, in words; with `forReporter`
 * whoever reported the case sees its photos. Records kept by an earlier app do not say, and are not shown.
 */
export interface Act {
  kind: 'act'
  loop: Loop
  case_no: string
  action: string
  label: string
  data: Record<string, unknown>
  lines: Line[]
  version: number
  forReporter?: boolean
  /** What was filled in (`Filled`), where it says something of people: `data` and `lines` are empty then. */
  sealed?: Sealed | null
}

/**
 * Something told the register: of the home `home`, by `method` at `path` below `/registry`. `target` names the row whose
 * version the platform compares ('' for none), `seen` the versions the worker saw. What was filled in says something of
 * people: it lies here sealed (`Filled`), or there is nothing of the kind. `form` is where it was filled in.
 */
export interface Register {
  kind: 'register'
  home: number
  did: Did
  label: string
  method: 'POST' | 'PUT'
  path: string
  target: string
  seen: Record<string, number>
  form: RegisterForm | null
  sealed: Sealed | null
}

/**
 * `fact`: a group of a home or of somebody changed; `entered`: somebody lives here now; `moved`: somebody who is known
 * elsewhere does; `left`: nobody any more.
 */
export type Did = 'unchanged' | 'fact' | 'entered' | 'moved' | 'left'
/** Of whom (a home's or a person's number) and, for a fact, which group. */
export interface RegisterForm {
  subject: 'homes' | 'people'
  number: number
  group: string
}
/** What is sealed of a record: the body without its version, and the lines people read. */
export interface Filled {
  body: Record<string, unknown>
  lines: Line[]
}

export type Loop = 'events' | 'patrols'
export interface Line {
  label: string
  value: string
}

export interface Photo {
  id: string
  name: string
  size: number
  /** The upload it is sent through, and how far it came. */
  upload?: string
  offset: number
  /** The attachment it became. */
  done?: number
  /** Why the platform would not have it. */
  refused?: Problem
}

export interface Result {
  case_no: string
  version: number
  /** Hash of the step it became, empty for a report. */
  hash: string
  /** Number and words of the receipt. */
  emergency: string[]
  muted: string
  /** The versions the rows of the register are at since, by `homes/1` or `people/1`. */
  versions?: Record<string, number>
}

/** A step of a case, as far as a difference shows it. */
export interface Step {
  seq: number
  action: { key: string; label: string }
  step: { key: string; label: string }
  by: string
  at: string
  hash: string
  data: Record<string, unknown>
}

/** The case an entry belongs to, '' for a report of its own. */
export function caseOf(entry: Entry): string {
  if (entry.what.kind === 'register') return ''
  return entry.what.kind === 'act' ? entry.what.case_no : entry.what.patrol
}

/** What records keep their order in: a case or a home; '' for a report of its own. */
export function threadOf(entry: Entry): string {
  return entry.what.kind === 'register' ? `home ${entry.what.home}` : caseOf(entry)
}

/** The sealed part of a record, null where it has none. */
export const sealedOf = ({ what }: Entry): Sealed | null => ('sealed' in what && what.sealed) || null

/** What the sealed part of a record is bound to. */
export const sealedAs = (entry: Pick<Entry, 'id' | 'person'>) => `entry:${entry.person}:${entry.id}`

/** Photos that have neither arrived nor been refused. */
export function photosLeft(entry: Entry): Photo[] {
  return entry.photos.filter((each) => each.done === undefined && !each.refused)
}

/** Whether something of it has still to be sent or decided; drafts are not in the queue yet. */
export function unsettled(entry: Entry): boolean {
  return entry.state !== 'sent' && entry.state !== 'draft'
}
