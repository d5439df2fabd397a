/** The keys of the worker who uses the phone: made at a log-in, in memory until the app is closed or left. */
import { computed, shallowRef } from 'vue'
import { box } from '../store/db'
import { canSeal, newRing, opened, seal, underNew, unlocked, type Opener, type Sealed } from './seal'

const inMemory = shallowRef<{ person: number; opener: Opener } | null>(null)
/** Whether what is sealed can be read now, without asking for the password. */
export const open = computed(() => inMemory.value !== null)
/** Log-ins and changes of a password follow one upon the other, and reading waits for them. */
let turn: Promise<unknown> = Promise.resolve()
function next<T>(what: () => Promise<T>): Promise<T> {
  const mine = turn.then(what)
  turn = mine.catch(() => undefined)
  return mine
}

/** Keys for somebody who has just logged in: the pair of before, where the password still opens it, or a new one. */
export function holdKeys(person: number, password: string): Promise<void> {
  return next(async () => {
    if (!canSeal()) return
    const db = await box()
    const before = await db.get('rings', person)
    const known = before && (await unlocked(before, password))
    if (known) {
      inMemory.value = { person, opener: known }
      return
    }
    const [ring, opener] = await newRing(person, password)
    await db.put('rings', ring)
    inMemory.value = { person, opener }
  })
}

/** The password again, after the app was closed: whether it was right. Needs no network. */
export function unlock(person: number, password: string): Promise<boolean> {
  return next(async () => {
    const ring = await (await box()).get('rings', person)
    const opener = ring ? await unlocked(ring, password) : null
    if (opener) inMemory.value = { person, opener }
    return opener !== null
  })
}

/** The password was changed here: what is sealed stays readable under the new one. */
export function changeKeys(person: number, password: string, fresh: string): Promise<void> {
  return next(async () => {
    const db = await box()
    const ring = await db.get('rings', person)
    const changed = ring && (await underNew(ring, password, fresh))
    if (changed) await db.put('rings', changed)
  })
}

/** Forget the key in memory: somebody logs out. */
export function dropKeys(): void {
  inMemory.value = null
}

/** Whether this person can seal on this phone at all: keys were made at the last log-in. */
export async function hasKeys(person: number): Promise<boolean> {
  await turn
  return canSeal() && (await (await box()).get('rings', person)) !== undefined
}

/** Seal for this person; null where there are no keys, and then nothing may be kept. */
export async function sealFor(person: number, about: string, value: unknown): Promise<Sealed | null> {
  await turn
  const ring = canSeal() ? await (await box()).get('rings', person) : undefined
  return ring ? seal(ring, about, value) : null
}

/** `locked`: the password is needed first; `lost`: sealed with keys that are gone. */
export type Opened<T> = { value: T } | { why: 'locked' | 'lost' }

export async function openFor<T>(person: number, about: string, sealed: Sealed): Promise<Opened<T>> {
  await turn
  if (inMemory.value?.person !== person) return { why: 'locked' }
  try {
    return { value: await opened<T>(inMemory.value.opener, about, sealed) }
  } catch {
    return { why: 'lost' }
  }
}
