import type { Problem } from '@shared/api/problem'
import { worded } from '@shared/api/problem'

/** What to tell whoever's number and secret were not taken. */
export function refusal(
  problem: Problem,
  t: (key: string, values?: Record<string, unknown>) => string,
): string {
  if (problem.status === 404 || problem.status === 401) return t('follow.wrong')
  if (problem.status === 429) {
    const minutes = Math.max(1, Math.ceil(Number(problem.retry_after ?? 60) / 60))
    return t('follow.often', { minutes })
  }
  return worded(problem, t)
}
