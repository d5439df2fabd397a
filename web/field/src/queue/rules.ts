/** The rules of the queue, without network or storage. */
import type { Problem } from '@shared/api/problem'
import { caseOf, threadOf, type Entry, type Register, type Step } from './entry'

/**
 * What a failure means for the record and for the pass:
 * `stop` – nothing can be sent now; `login` – the session has ended; `later` – this one again after a while, the rest
 * goes on; `conflict` – somebody else changed the case; `aside` – refused: the worker decides.
 */
export type Verdict = 'stop' | 'login' | 'later' | 'conflict' | 'aside'

/** So often an error of the platform's own is met before a record is set aside. */
export const MOST_TRIES = 5
const FIRST_WAIT = 5_000
const LONGEST_WAIT = 15 * 60_000

export function verdict(problem: Problem, tries: number): Verdict {
  const { code, status } = problem
  if (code === 'face.offline') return 'stop'
  if (status === 401) return 'login'
  if (status === 429 || status === 502 || status === 503 || status === 504) return 'stop'
  // Too slow an answer may be too large a photo: the record waits, and never for nothing.
  if (code === 'face.timeout' || code === 'auth.csrf') return 'later'
  if (status >= 500 || status < 0 || code === 'face.unreadable')
    return tries + 1 < MOST_TRIES ? 'later' : 'aside'
  return code === 'version.stale' ? 'conflict' : 'aside'
}

/** Milliseconds to wait after so many failures; twice as long each time, spread by `chance` (0 to 1). */
export function wait(tries: number, chance: number): number {
  return Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(tries, 12)) * (0.75 + chance / 2)
}

/**
 * Whether a record has to wait for an earlier one of the same case or home. A refused one holds nobody up: the platform says
 * what follows from it.
 */
export function held(entry: Entry, all: Entry[]): boolean {
  const thread = threadOf(entry)
  return (
    thread !== '' &&
    all.some(
      (other) =>
        other.order < entry.order &&
        threadOf(other) === thread &&
        (other.state === 'waiting' || other.state === 'sending' || other.state === 'conflict'),
    )
  )
}

/** Whether something of this phone's has reached the case before: then it is known to stand at a later version. */
export function followsOwn(entry: Entry, all: Entry[]): boolean {
  const no = caseOf(entry)
  return all.some((other) => other.order < entry.order && other.state === 'sent' && caseOf(other) === no)
}

/**
 * The steps among `steps` that are not this phone's own. Own are those whose hash the platform gave back, findings
 * that became one of the phone's reports, and photos it attached. Reminders and marks of the clock lie over a case
 * and change nothing that was edited (step `supervise`).
 */
export function byOthers(steps: Step[], all: Entry[]): Step[] {
  const hashes = new Set(all.map((each) => each.result?.hash).filter(Boolean))
  const reports = new Set(all.map((each) => each.result?.case_no).filter(Boolean))
  const photos = new Set(all.flatMap((each) => each.photos.map((photo) => photo.done)))
  return steps.filter(
    (step) =>
      !hashes.has(step.hash) &&
      step.step.key !== 'supervise' &&
      !(step.action.key === 'find' && reports.has(String(step.data.case_no))) &&
      !(step.action.key === 'attach' && photos.has(Number(step.data.attachment))),
  )
}

/**
 * The version of the register's row a record is to be sent at: the one the worker saw, and one more for each earlier
 * record of this phone that took it from there. What somebody else did in between breaks the chain, and the platform
 * then says `stale`. Undefined where no version is compared.
 */
export function versionOf(entry: Entry, what: Register, all: Entry[]): number | undefined {
  let version = what.seen[what.target]
  if (version === undefined) return undefined
  const earlier = all.filter((each) => each.order < entry.order && threadOf(each) === threadOf(entry))
  for (const each of earlier) if (each.result?.versions?.[what.target] === version + 1) version += 1
  return version
}
