import { exact } from '@shared/lib/time'
import type { Case, Change } from '../parts/types'

const FACTS: [string, (shown: Case) => string][] = [
  ['state', (shown) => shown.state.label],
  ['item', (shown) => shown.item?.label ?? ''],
  ['grade', (shown) => shown.grade?.label ?? ''],
  ['place', (shown) => shown.region],
  ['owner', (shown) => shown.owner_name],
  ['lead', (shown) => shown.lead?.name ?? ''],
  ['joint', (shown) => shown.joint.map((each) => each.name).join(' / ')],
  ['due', (shown) => (shown.due_at ? exact(shown.due_at) : '')],
  ['files', (shown) => String(shown.attachments.length || '')],
]

/** What changed between two readings of a case, fact by fact. */
export function differences(before: Case, now: Case): Change[] {
  return FACTS.map(([fact, read]) => ({ fact, before: read(before), now: read(now) })).filter(
    (each) => each.before !== each.now,
  )
}
