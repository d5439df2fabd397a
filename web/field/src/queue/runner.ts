/** When the queue is worked: after every new record, when the network or the person comes back, and from time to time. */
import { computed, ref, shallowRef } from 'vue'
import { forget } from '../store/kept'
import { online } from '../store/network'
import { ended, person } from '../store/session'
import { sendTracks } from '../store/track'
import { change, entriesOf, tidy, watchQueue } from './box'
import { caseOf, sealedOf, unsettled, type Entry } from './entry'
import { wait } from './rules'
import { pass, type Outcome } from './send'
import { wire } from './wire'

/** The records of the person who works with the phone, first made first. */
export const entries = shallowRef<Entry[]>([])
export const sending = ref(false)
/** The platform could not be reached when it was last tried. */
export const unreached = ref(false)

/** How many records the platform has not got yet, and how many wait for a decision of the worker. */
export const left = computed(() => entries.value.filter(unsettled).length)
export const undecided = computed(
  () => entries.value.filter((each) => each.state === 'aside' || each.state === 'conflict').length,
)

const OFTEN = 60_000
let wanted = false
let failures = 0
let timer: ReturnType<typeof setTimeout> | undefined

export async function reload(): Promise<void> {
  entries.value = person.value ? await entriesOf(person.value.id) : []
}

/** Work the queue as soon as may be. Calling it often is no harm. */
export function kick(): void {
  wanted = true
  if (!sending.value) void work()
}

/** What waited for the password need not wait any more. */
export async function wake(): Promise<void> {
  const of = person.value?.id
  for (const each of of ? await entriesOf(of) : [])
    if (each.state === 'waiting' && sealedOf(each)) await change(each.id, { after: 0 })
  kick()
}

/** Only one tab sends at a time; the others wait their turn and find nothing left. */
function alone<T>(what: () => Promise<T>): Promise<T> {
  return 'locks' in navigator ? navigator.locks.request('wangge-field-queue', what) : what()
}

async function work(): Promise<void> {
  sending.value = true
  clearTimeout(timer)
  try {
    while (wanted) {
      wanted = false
      const of = person.value?.id
      const ready = of
        ? (await entriesOf(of)).some((each) => each.state !== 'draft' && each.state !== 'sent')
        : false
      if (!online.value) {
        unreached.value = true
        break
      }
      if (of && ready && !ended.value) told(await alone(() => pass(of, wire)))
      if (of && !ended.value && !unreached.value) await tracks(of)
    }
  } finally {
    sending.value = false
    await later()
  }
}

const isStart = (entry: Entry) => entry.what.kind === 'act' && entry.what.action === 'start'

/** Points of a walk go after everything else; where they cannot go now, they go with the next pass. */
async function tracks(of: number): Promise<void> {
  const unknown = new Set(
    (await entriesOf(of)).filter((each) => unsettled(each) && isStart(each)).map(caseOf),
  )
  await sendTracks(of, (patrol) => !unknown.has(patrol)).catch(() => undefined)
}

function told(outcome: Outcome): void {
  unreached.value = outcome.end === 'stopped'
  failures = outcome.end === 'stopped' ? failures + 1 : 0
  if (outcome.end === 'login' || outcome.end === 'other') ended.value = true
}

/** Try again by itself: after what the records that stumbled ask for, or when the platform may be there again. */
async function later(): Promise<void> {
  await reload()
  const waiting = entries.value.filter((each) => each.state === 'waiting' || each.state === 'photos')
  if (!waiting.length) return
  const soonest = Math.min(...waiting.map((each) => each.after - Date.now()))
  const pause = unreached.value ? wait(failures, Math.random()) : Math.max(1000, soonest)
  timer = setTimeout(kick, Math.min(pause, OFTEN * 15))
}

/** Begin, once the phone knows whose it is. */
export async function begin(): Promise<void> {
  watchQueue(() => void reload())
  window.addEventListener('online', kick)
  window.addEventListener('focus', kick)
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && kick())
  if (person.value) await Promise.all([tidy(person.value.id), forget(person.value.id)])
  await reload()
  kick()
}
