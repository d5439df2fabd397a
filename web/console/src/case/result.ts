import type { Case } from '../parts/types'

const WORKED_ON = ['handle', 'feedback']

/** Whether what a unit adds to a case now shows what it did: it is one of those at work, and the work is going on. */
export function isResult(shown: Pick<Case, 'step' | 'lead' | 'joint'>, unit: number | null): boolean {
  const atWork = [shown.lead, ...shown.joint].some((each) => each?.id === unit)
  return unit !== null && atWork && WORKED_ON.includes(shown.step.key)
}
