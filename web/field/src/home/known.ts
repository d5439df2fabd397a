/**
 * Somebody was to be entered whose identity number is in the area already. The refused record leads on: to a record that
 * they moved here, and to what was filled in otherwise than it is known. All of it lies in the queue, and once.
 */
import { watch } from 'vue'
import { uuid } from '@shared/phone/shrink'
import type { Answer } from '@shared/api/answer'
import type { Problem } from '@shared/api/problem'
import { formsOf, type Difference } from '@shared/lib/differences'
import { t } from '@shared/lib/i18n'
import type { Values } from '@shared/lib/forms'
import { change, entryBy, follow, type New } from '../queue/box'
import { sealedAs, type Entry, type Filled, type Line, type Register } from '../queue/entry'
import { entries, kick, unreached } from '../queue/runner'
import { online } from '../store/network'
import { ended } from '../store/session'
import type { HomeCard } from '../store/shapes'
import { sealFor } from './keys'
import { titled, toldNow } from './tell'

export type KnownPerson = Answer<'/api/v1/registry/people/{number}'>

/** With whom and as what somebody lives here; `household` null: in one of their own. `lines` is that in words. */
export interface Place {
  household: number | null
  relation: string
  lines: Line[]
}

/** The field of the form where the number is. */
export const NUMBER = 'identity.identity_number'
const KNOWN = 'registry.known'
/** They have been moved, and what was filled in otherwise has still to be looked at. */
const DIFFERS = 'register.differs'
/** So long the answer is waited for, in milliseconds, before the worker is let go on. */
const PATIENCE = 5_000

/** Of whom a refused record speaks, and whether the move has been told; null where it is about nobody who is known. */
export function knownOf({ state, what, problem }: Entry): { number: number; moved: boolean } | null {
  if (state !== 'aside' || what.kind !== 'register' || what.did !== 'entered' || !problem) return null
  const moved = problem.code === DIFFERS
  return moved || problem.code === KNOWN ? { number: Number(problem.number), moved } : null
}

/** The forms by group as they were filled in; once they have moved, how they belong to the household was said anew. */
export function typedFacts(filled: Filled, moved: boolean): Record<string, Values> {
  const facts = { ...(filled.body.facts as Record<string, Values>) }
  if (moved && facts.residence) {
    const { relation: _, ...rest } = facts.residence
    facts.residence = rest
  }
  return facts
}

/** What they live here as, from what was filled in. */
export function placeOf(filled: Filled | null): Pick<Place, 'household' | 'relation'> {
  const { household, relation, facts } = (filled?.body ?? {}) as {
    household?: number | null
    relation?: string
    facts?: Record<string, Values>
  }
  return { household: household ?? null, relation: relation ?? String(facts?.residence?.relation ?? '') }
}

const bodyOf = (home: number, { household, relation }: Place) => ({ dwelling: home, household, relation })

/**
 * One tap: they live here now. The record of the move takes the place of the refused one, which stays only while
 * something that was filled in differs (`differs`). False where it cannot be sealed on this phone: then all is as it was.
 */
export async function tellMoved(
  entry: Entry,
  card: HomeCard,
  person: KnownPerson,
  place: Place,
  differs: boolean,
): Promise<boolean> {
  const filled: Filled = { body: bodyOf(card.number, place), lines: place.lines }
  const made = await record(entry, card, person, {
    did: 'moved',
    label: t('home.moved'),
    method: 'POST',
    path: `people/${person.number}/move`,
    form: null,
    filled,
  })
  if (!made) return false
  const problem: Problem = { code: DIFFERS, status: 409, title: t('home.differsLeft'), number: person.number }
  await follow(entry.id, [made], differs ? { problem } : null, (now) => knownOf(now)?.moved === false)
  toldNow()
  return true
}

/** Write what was filled in otherwise, one record for each group, and put the refused record away. False as above. */
export async function tellDiffering(
  entry: Entry,
  card: HomeCard,
  person: KnownPerson,
  chosen: Difference[],
  labels: Record<string, string>,
): Promise<boolean> {
  const all: New[] = []
  for (const [group, data] of formsOf(chosen)) {
    const lines = chosen
      .filter((each) => each.group === group)
      .map((each) => ({ label: each.label, value: each.after }))
    const made = await record(entry, card, person, {
      did: 'fact',
      label: t('home.changeOf', { what: labels[group] ?? '' }),
      method: 'PUT',
      path: `people/${person.number}/facts/${group}`,
      form: { subject: 'people', number: person.number, group },
      filled: { body: { data }, lines },
    })
    if (!made) return false
    all.push(made)
  }
  await follow(entry.id, all, null, (now) => knownOf(now) !== null)
  if (all.length) toldNow()
  return true
}

/** A move that was refused is sent again, to live with others or as somebody else of the household. */
export async function mendMoved(entry: Entry, what: Register, place: Place): Promise<boolean> {
  const filled: Filled = { body: bodyOf(what.home, place), lines: place.lines }
  const sealed = await sealFor(entry.person, sealedAs(entry), filled)
  if (!sealed) return false
  await change(entry.id, {
    what: { ...what, sealed },
    state: 'waiting',
    problem: undefined,
    tries: 0,
    after: 0,
  })
  kick()
  return true
}

async function record(
  { person: of }: Entry,
  card: HomeCard,
  person: KnownPerson,
  { filled, ...rest }: Pick<Register, 'did' | 'label' | 'method' | 'path' | 'form'> & { filled: Filled },
): Promise<New | null> {
  const id = uuid()
  const sealed = await sealFor(of, sealedAs({ id, person: of }), filled)
  if (!sealed) return null
  const target = `people/${person.number}`
  const what: Register = {
    kind: 'register',
    home: card.number,
    target,
    seen: { [target]: person.version },
    sealed,
    ...rest,
  }
  return { id, person: of, title: titled(rest.label, card), what, state: 'waiting' }
}

/** Whether a record that is on its way is refused for this; false as well where nobody can say so soon. */
export function refusedAsKnown(id: string): Promise<boolean> {
  return new Promise((then) => {
    const settle = (known: boolean) => {
      clearTimeout(timer)
      stop()
      then(known)
    }
    // As it is stored: what is shown follows a moment later, and may still be the refusal of before.
    const look = async () => {
      const entry = await entryBy(id)
      const going = entry?.state === 'waiting' || entry?.state === 'sending'
      if (!going) settle(entry !== undefined && knownOf(entry) !== null)
      else if (!online.value || unreached.value || ended.value) settle(false)
    }
    const timer = setTimeout(() => settle(false), PATIENCE)
    const stop = watch([entries, online, unreached, ended], look)
    void look()
  })
}
