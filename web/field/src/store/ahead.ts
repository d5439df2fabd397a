import { api, data } from '@shared/api/client'
import { takeAlong } from '../home/taken'
import { keep } from './kept'
import { person } from './session'
import type { Today } from './shapes'

/** So many matters of the day are fetched before anybody opens them. */
const MOST = 30

export const caseName = (no: string) => `case ${no}`
export const stepsName = (no: string) => `steps ${no}`
export const patrolName = (no: string) => `patrol ${no}`

export const caseOf = (no: string) =>
  data(api.GET('/api/v1/events/{case_no}', { params: { path: { case_no: no } } }))
export const stepsOf = async (no: string) =>
  (await data(api.GET('/api/v1/events/{case_no}/steps', { params: { path: { case_no: no } } }))).items
export const patrolOf = (no: string) =>
  data(api.GET('/api/v1/patrols/{case_no}', { params: { path: { case_no: no } } }))

/** What is on today's list can be opened without a network: one after the other, so that nothing else waits for it. */
export async function prefetch(today: Today): Promise<void> {
  const of = person.value?.id
  if (!of) return
  void takeAlong().catch(() => undefined)
  const tasks = [...today.patrols, ...today.visits].slice(0, MOST)
  try {
    for (const { task } of tasks) await keep(of, patrolName(task.case_no), await patrolOf(task.case_no))
    for (const { case: row } of today.todo.slice(0, MOST)) {
      await keep(of, caseName(row.case_no), await caseOf(row.case_no))
      await keep(of, stepsName(row.case_no), await stepsOf(row.case_no))
    }
  } catch {
    // The network is gone again, or one of them: what was fetched stays.
    return
  }
}
