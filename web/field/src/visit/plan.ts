/** The visit of a home: the one that is planned, or a new one for today. */
import { api, data } from '@shared/api/client'
import { t } from '@shared/lib/i18n'
import { uuid } from '@shared/phone/shrink'
import { kept } from '../store/kept'
import { person } from '../store/session'
import type { HomeCard, Today } from '../store/shapes'

const TO_FINISH = 4 * 3_600_000

/** Case number of the visit that is planned for a home; null for none. */
export async function plannedFor(home: number): Promise<string | null> {
  const today = await kept<Today>(person.value?.id ?? 0, 'today')
  return today?.value.visits.find((each) => each.task.home === home)?.task.case_no ?? null
}

/**
 * Plan one, to be finished in four hours; its title says nothing of why. Gives the case number.
 * @throws ProblemError
 */
export async function planVisit(card: HomeCard): Promise<string> {
  const made = await data(
    api.POST('/api/v1/patrols', {
      // A home of a community lies in no grid of its own: it is visited from the worker's.
      body: {
        kind: 'visit',
        title: t('visit.title'),
        grid: card.region.length === 15 ? card.region : (person.value?.grid ?? ''),
        home: card.number,
        finish_by: new Date(Date.now() + TO_FINISH).toISOString(),
      },
      headers: { 'Idempotency-Key': uuid() },
    }),
  )
  return made.case_no
}
