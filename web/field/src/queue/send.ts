/**
 * One pass over a person's queue. Records go in their order; none that fails keeps the others back. Words go before
 * photos: on a thin line a report should not wait for the pictures of the one before it.
 */
import { asProblem, ProblemError, type Problem } from '@shared/api/problem'
import { blobOf, change, changePhoto, entriesOf } from './box'
import {
  photosLeft,
  type Act,
  type Entry,
  type Loop,
  type Photo,
  type Register,
  type Result,
  type Step,
} from './entry'
import { byOthers, followsOwn, held, verdict, versionOf, wait } from './rules'

/** What is sealed cannot be opened before the worker gives the password. */
export class Locked extends Error {}

/** The way to the platform. Everything may throw a ProblemError, and what sends a record Locked. */
export interface Wire {
  /** Whose session it is; null when there is none. */
  whose(): Promise<number | null>
  send(entry: Entry): Promise<Result>
  /** Tell the register, at this version. */
  tell(entry: Entry, what: Register, version: number | undefined): Promise<Result>
  /** Send the rest of a photo and attach it, for the reporter to see or not; `far` hears the upload and how far it came. Gives the attachment. */
  photo(
    case_no: string,
    photo: Photo,
    blob: Blob,
    forReporter: boolean,
    far: (upload: string, offset: number) => Promise<void>,
  ): Promise<number>
  /** The version a case is at, and its steps after `version`. */
  since(loop: Loop, case_no: string, version: number): Promise<{ version: number; steps: Step[] }>
}

/** How a pass ended. `stopped`: the platform cannot be reached; `after`: milliseconds it asked to wait, if it did. */
export type Outcome =
  { end: 'done' } | { end: 'stopped'; after: number } | { end: 'login' } | { end: 'other' }

/** So long a record waits that cannot be opened yet; giving the password wakes it. */
const LOCKED_WAIT = 5 * 60_000

class Halt extends Error {
  constructor(readonly outcome: Outcome) {
    super(outcome.end)
  }
}

/** Send what may be sent now. Whoever calls this holds the lock: only one pass runs on a phone. */
export async function pass(person: number, wire: Wire, now: () => number = Date.now): Promise<Outcome> {
  try {
    const whose = await wire.whose().catch((error: unknown) => halt(error))
    if (whose === null) return { end: 'login' }
    if (whose !== person) return { end: 'other' }
    // A tab that was closed while sending left its mark; what became of the record is found out by its key.
    for (const entry of await entriesOf(person))
      if (entry.state === 'sending') await change(entry.id, { state: 'waiting' })
    for (const { id } of await entriesOf(person)) {
      const all = await entriesOf(person)
      const entry = all.find((each) => each.id === id)
      if (entry?.state !== 'waiting' || entry.after > now() || held(entry, all)) continue
      await attempt(entry, now, () => deliver(entry, wire))
    }
    for (const { id } of await entriesOf(person)) {
      const entry = (await entriesOf(person)).find((each) => each.id === id)
      if (entry?.state !== 'photos' || entry.after > now()) continue
      await attempt(entry, now, async () => {
        await pictures(entry, entry.result?.case_no ?? '', wire)
        await change(id, { state: 'sent' })
      })
    }
    return { end: 'done' }
  } catch (error) {
    if (error instanceof Halt) return error.outcome
    throw error
  }
}

async function attempt(entry: Entry, now: () => number, what: () => Promise<void>): Promise<void> {
  try {
    await what()
  } catch (error) {
    if (error instanceof Locked) {
      await change(entry.id, { state: 'waiting', after: now() + LOCKED_WAIT })
      return
    }
    const problem = asProblem(error)
    const judged = verdict(problem, entry.tries)
    const state = judged === 'aside' || judged === 'conflict' ? 'aside' : entry.state
    const tries = judged === 'later' ? entry.tries + 1 : entry.tries
    const after = judged === 'later' ? now() + wait(tries, Math.random()) : 0
    await change(entry.id, { state, tries, after, problem })
    if (judged === 'stop' || judged === 'login') halt(error)
  }
}

function halt(error: unknown): never {
  const problem = asProblem(error)
  if (verdict(problem, 0) === 'login') throw new Halt({ end: 'login' })
  throw new Halt({ end: 'stopped', after: Number(problem.retry_after ?? 0) * 1000 })
}

async function deliver(entry: Entry, wire: Wire): Promise<void> {
  await change(entry.id, { state: 'sending', problem: undefined })
  const { what } = entry
  if (what.kind === 'report') {
    const result = await wire.send(entry)
    await change(entry.id, { result, state: photosLeft(entry).length ? 'photos' : 'sent' })
    return
  }
  if (what.kind === 'register') return told(entry, what, wire)
  // Photos of an action are its evidence: they go first, while the case is still the worker's to add to.
  if (photosLeft(entry).length) await pictures(entry, what.case_no, wire)
  const result = await agreed(entry, what, wire)
  if (result) await change(entry.id, { result, state: 'sent', what: { ...what, sealed: null } })
}

/** A record of the register: it is changed by nobody but this phone since it was seen, or the worker chooses. */
async function told(entry: Entry, what: Register, wire: Wire): Promise<void> {
  const version = versionOf(entry, what, await entriesOf(entry.person))
  try {
    const result = await wire.tell(entry, what, version)
    // What it says of people leaves the phone when it has arrived; that it was told stays for a week like any record.
    await change(entry.id, { result, state: 'sent', what: { ...what, sealed: null } })
  } catch (error) {
    if (!(error instanceof ProblemError) || verdict(error.problem, entry.tries) !== 'conflict') throw error
    const { problem } = error
    await change(entry.id, { state: 'conflict', problem, current: Number(problem.version ?? 0) })
  }
}

/**
 * The action at the version the case is at now, where nobody but this phone changed it since it was seen; otherwise
 * nothing is sent, and the difference is kept for the worker to choose.
 */
async function agreed(entry: Entry, what: Act, wire: Wire): Promise<Result | undefined> {
  let version: number | undefined = what.version
  if (followsOwn(entry, await entriesOf(entry.person))) version = await caughtUp(entry, what, version, wire)
  while (version !== undefined) {
    try {
      return await wire.send({ ...entry, what: { ...what, version } })
    } catch (error) {
      if (!(error instanceof ProblemError) || verdict(error.problem, entry.tries) !== 'conflict') throw error
      version = await caughtUp(entry, what, version, wire, error.problem)
    }
  }
  return undefined
}

/**
 * The version after what this phone itself did since `version`; undefined, and the record in conflict, where others
 * did something too, or where the platform says `stale` and nothing can be seen that would explain it.
 */
async function caughtUp(
  entry: Entry,
  what: Act,
  version: number,
  wire: Wire,
  stale?: Problem,
): Promise<number | undefined> {
  const now = await wire.since(what.loop, what.case_no, version)
  const others = byOthers(now.steps, await entriesOf(entry.person))
  if (!others.length && !(stale && now.version === version)) return now.version
  await change(entry.id, { state: 'conflict', others, current: now.version, problem: stale })
  return undefined
}

async function pictures(entry: Entry, case_no: string, wire: Wire): Promise<void> {
  const forReporter = entry.what.kind === 'act' && entry.what.forReporter === true
  for (const photo of photosLeft(entry)) {
    const blob = await blobOf(photo.id)
    if (!blob) {
      await changePhoto(entry.id, photo.id, { refused: { code: 'face.gone', status: -1, title: '' } })
      continue
    }
    try {
      const done = await wire.photo(case_no, photo, blob, forReporter, (upload, offset) =>
        changePhoto(entry.id, photo.id, { upload, offset }),
      )
      await changePhoto(entry.id, photo.id, { done, offset: photo.size })
    } catch (error) {
      const problem = asProblem(error)
      if (verdict(problem, entry.tries) !== 'aside') throw error
      await changePhoto(entry.id, photo.id, { refused: problem })
    }
  }
}
