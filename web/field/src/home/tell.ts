/** Telling the register, whether there is a network or not: a record of the queue, what it says of people sealed. */
import { uuid } from '@shared/phone/shrink'
import { t } from '@shared/lib/i18n'
import { said } from '@shared/phone/toast'
import { add, change, entryBy } from '../queue/box'
import {
  sealedAs,
  sealedOf,
  type Act,
  type Did,
  type Filled,
  type Register,
  type RegisterForm,
} from '../queue/entry'
import { kick } from '../queue/runner'
import { online } from '../store/network'
import { person } from '../store/session'
import type { HomeCard } from '../store/shapes'
import { openFor, sealFor } from './keys'

export interface Telling {
  did: Did
  label: string
  method: 'POST' | 'PUT'
  path: string
  /** Whose version is compared, `homes/1` or `people/1`; '' for none. */
  target: string
  form: RegisterForm | null
  filled: Filled | null
}

/** The versions somebody saw who looks at this card. */
export const seenOn = (card: HomeCard): Record<string, number> => ({
  [`homes/${card.number}`]: card.version,
  ...Object.fromEntries(card.people.map(({ person: each }) => [`people/${each.number}`, each.version])),
})

/**
 * Put it into the queue; in the place of `mending`, a record that was refused. Gives the record's id; null where it cannot
 * be sealed on this phone: then nothing is kept, and the worker logs in anew.
 */
export async function tell(card: HomeCard, telling: Telling, mending = ''): Promise<string | null> {
  const of = person.value?.id
  if (!of) return null
  const { filled, ...rest } = telling
  const id = mending || uuid()
  const sealed = filled && (await sealFor(of, sealedAs({ id, person: of }), filled))
  if (filled && !sealed) return null
  const what: Register = { kind: 'register', home: card.number, seen: seenOn(card), sealed, ...rest }
  if (mending)
    await change(mending, {
      what,
      state: 'waiting',
      problem: undefined,
      current: undefined,
      tries: 0,
      after: 0,
    })
  else await add({ id, person: of, title: titled(telling.label, card), what, state: 'waiting' })
  toldNow()
  return id
}

/** Something new lies in the queue: it is sent as soon as may be, and the worker is told. */
export function toldNow(): void {
  kick()
  said(t(online.value ? 'report.queued' : 'report.queuedOffline'))
}

/** The title stands on the phone as it is: an address, and nothing about who lives there. */
export const titled = (label: string, card: HomeCard): string => `${label} · ${card.address}`.slice(0, 80)

/** What was filled into a record; null where it cannot be opened. */
export async function filledOf(id: string): Promise<Filled | null> {
  const entry = await entryBy(id)
  const sealed = entry && sealedOf(entry)
  if (!sealed) return null
  const found = await openFor<Filled>(entry.person, sealedAs(entry), sealed)
  return 'value' in found ? found.value : null
}

/** The end of a visit, with what was said sealed, where this phone can; any other action as it is. */
export async function withoutWords(id: string, of: number, what: Act): Promise<Act> {
  if (what.action !== 'finish_visit' || !what.lines.length) return what
  const filled: Filled = { body: what.data, lines: what.lines }
  const sealed = await sealFor(of, sealedAs({ id, person: of }), filled)
  return sealed ? { ...what, data: {}, lines: [], sealed } : what
}

/** One tap: everything of the home and of all who live there is valid anew. */
export const tellUnchanged = (card: HomeCard): Promise<string | null> =>
  tell(card, {
    did: 'unchanged',
    label: t('home.unchanged'),
    method: 'POST',
    path: `homes/${card.number}/unchanged`,
    target: `homes/${card.number}`,
    form: null,
    filled: null,
  })
