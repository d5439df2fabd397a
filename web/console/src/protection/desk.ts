import type { Answer } from '@shared/api/answer'
import { api, data } from '@shared/api/client'
import type { Named } from '../parts/types'

export type Activity = Answer<'/api/v1/protection/activities/{key}'>
export type ActivityRow = Answer<'/api/v1/protection/activities'>['items'][number]
export type Assessment = Answer<'/api/v1/protection/assessments/{case_no}'>
export type AssessmentRow = Answer<'/api/v1/protection/assessments'>['items'][number]
export type Breach = Answer<'/api/v1/protection/breaches/{case_no}'>
export type BreachRow = Answer<'/api/v1/protection/breaches'>['items'][number]
export type Night = Answer<'/api/v1/protection/deletions'>['items'][number]

/** Those who work at the desk; whoever else comes here reads. */
export const DESK = 'protection.desk'

const path = (case_no: string) => ({ params: { path: { case_no } } })

export const summary = () => data(api.GET('/api/v1/protection/summary'))
export const activities = () => data(api.GET('/api/v1/protection/activities'))
export const activity = (key: string) =>
  data(api.GET('/api/v1/protection/activities/{key}', { params: { path: { key } } }))
export const assessment = (caseNo: string) =>
  data(api.GET('/api/v1/protection/assessments/{case_no}', path(caseNo)))
export const breach = (caseNo: string) => data(api.GET('/api/v1/protection/breaches/{case_no}', path(caseNo)))
export const breachChoices = () => data(api.GET('/api/v1/protection/breach-choices'))
export const clocks = () => data(api.GET('/api/v1/protection/requests'))
export const rules = () => data(api.GET('/api/v1/protection/retention'))
/** Two weeks of nights, from `until` back; the newest without it. */
export const nights = (until?: string) =>
  data(api.GET('/api/v1/protection/deletions', { params: { query: until ? { until } : {} } }))

/** Several things as one line. */
export const line = (named: readonly Named[], between: string) =>
  named.map((each) => each.label).join(between)

/** The page of an activity. The server takes a name with a dot for that of a file, so the address has its parts. */
export const toActivity = (key: string) => ({ name: 'protection-activity', params: { key: key.split('.') } })
