import { duration } from '@shared/lib/time'
import type { Clock } from './types'

type Words = (key: string, values?: Record<string, unknown>) => string

export const late = (clock: Clock) => clock.left !== null && clock.left < 0

/** How much of its time a clock has used, and how much is left or over. */
export function clockWords(clock: Clock, t: Words): string {
  const used = t('case.used', { time: duration(clock.used) })
  if (clock.left === null) return used
  const rest = late(clock) ? 'due.over' : clock.state === 'stopped' ? 'case.spare' : 'due.left'
  return `${used} · ${t(rest, { time: duration(clock.left) })}`
}
