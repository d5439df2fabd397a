/**
 * The homes of today's planned visits, taken along sealed: their cards lie on the phone until the end of the day, and
 * no others. Where nothing can be sealed, nothing is taken along.
 */
import { api, data } from '@shared/api/client'
import { box } from '../store/db'
import { keep } from '../store/kept'
import { person } from '../store/session'
import type { HomeCard } from '../store/shapes'
import { definitionsName, definitionsOf } from './definitions'
import { hasKeys, openFor, sealFor, type Opened } from './keys'

const about = (of: number, number: number) => `card:${of}:${number}`
const OFTEN = 60_000

/** Bring what lies on the phone in line with the platform: today's homes, and none of before. @throws ProblemError */
export async function takeAlong(): Promise<void> {
  const of = person.value
  if (!of?.powers.includes('registry.see') || !(await hasKeys(of.id))) return
  const { items, until } = await data(api.GET('/api/v1/field/homes'))
  for (const each of items) await keepCard(of.id, each, until)
  if (items.length) await keep(of.id, definitionsName(), await definitionsOf())
  const db = await box()
  const wanted = new Set(items.map((each) => each.number))
  for (const each of await db.getAllFromIndex('cards', 'person', of.id))
    if (!wanted.has(each.number)) await db.delete('cards', [of.id, each.number])
}

async function keepCard(of: number, card: HomeCard, until: string): Promise<void> {
  const sealed = await sealFor(of, about(of, card.number), card)
  if (!sealed) return
  const at = new Date().toISOString()
  await (await box()).put('cards', { person: of, number: card.number, at, until, sealed })
}

/** Bring the copy of one home up to date, if it was taken along. */
export async function keepIfTaken(of: number, card: HomeCard): Promise<void> {
  const before = await (await box()).get('cards', [of, card.number])
  if (before) await keepCard(of, card, before.until)
}

/** The card that was taken along, and when it was true; null for none. */
export async function taken(
  of: number,
  number: number,
): Promise<{ at: string; card: Opened<HomeCard> } | null> {
  await sweep()
  const found = await (await box()).get('cards', [of, number])
  return found ? { at: found.at, card: await openFor<HomeCard>(of, about(of, number), found.sealed) } : null
}

/** Everybody's cards whose day is over leave the phone. */
export async function sweep(now = Date.now()): Promise<void> {
  const tx = (await box()).transaction('cards', 'readwrite')
  let cursor = await tx.store.openCursor()
  while (cursor) {
    if (Date.parse(cursor.value.until) <= now) await cursor.delete()
    cursor = await cursor.continue()
  }
  await tx.done
}

/** From now on, whenever the app is open: at its start, when it comes to the front, and every minute. */
export function sweepAlways(): void {
  void sweep()
  setInterval(() => void sweep(), OFTEN)
  document.addEventListener('visibilitychange', () => void sweep())
}
