import { t } from '@shared/lib/i18n'
import type { HomeCard } from '../store/shapes'

/** The households of a home by whom they are called after, and '' for one of their own. */
export function householdsOf(card: HomeCard | null): { key: string; label: string }[] {
  const first = new Map<number, string>()
  for (const { household, person } of card?.people ?? [])
    if (!first.has(household)) first.set(household, person.name)
  return [
    ...[...first].map(([key, name], at) => ({
      key: String(key),
      label: t('home.with', { name, number: at + 1 }),
    })),
    { key: '', label: t('home.own') },
  ]
}
