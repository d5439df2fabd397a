import { exact } from '@shared/lib/time'
import type { Case } from '../parts/types'

type Words = (key: string, values?: Record<string, unknown>) => string

/** The place in words: the region's name, unless whoever reported has said it already. */
function placeOf(shown: Case): string {
  if (shown.place.includes(shown.region)) return shown.place
  return [shown.region, shown.place].filter(Boolean).join(' · ')
}

/** What is known of a case, as pairs of a fact's key and its value in words; what is not known is left out. */
export function factsOf(shown: Case, t: Words): [string, string][] {
  const yes = (value: boolean | null) => (value === null ? '' : value ? t('parts.yes') : t('parts.no'))
  const list = (each: string[]) => each.join(t('parts.and'))
  const all: [string, string | undefined][] = [
    ['place', placeOf(shown)],
    ['item', shown.item ? `${shown.item.label}${shown.item_confirmed ? '' : t('case.unconfirmed')}` : ''],
    ['field', shown.item_field?.label],
    ['grade', shown.grade?.label],
    ['channel', shown.channel.label],
    ['reported', exact(shown.opened_at)],
    ['seen', shown.seen_at === shown.opened_at ? '' : exact(shown.seen_at)],
    ['owner', shown.owner_name],
    ['lead', shown.lead ? shown.lead.name + (shown.designated ? t('case.designated') : '') : ''],
    [
      'joint',
      list(
        shown.joint.map(
          (each) => each.name + (shown.joint_done.includes(each.id) ? t('case.part_done') : ''),
        ),
      ),
    ],
    ['resume', shown.resume_at ? exact(shown.resume_at) : ''],
    ['filing', shown.filing_condition],
    ['closing', shown.closing_condition],
    ['evidence', list(shown.evidence.map((each) => `${each.kind.label} · ${each.amount.label}`))],
    ['closed', shown.closed_at ? exact(shown.closed_at) : ''],
    ['rating', shown.rating_label],
    ['reached', yes(shown.reached)],
    ['solved', yes(shown.solved)],
    ['counts', list(shown.counts.map((each) => t('case.times', { what: each.label, count: each.count })))],
  ]
  return all.filter((pair): pair is [string, string] => !!pair[1])
}
