import type { Answer } from '@shared/api/answer'
import { api, data } from '@shared/api/client'

export type RightsRow = Answer<'/api/v1/registry/requests'>['items'][number]
export type RightsRequest = Answer<'/api/v1/registry/requests/{case_no}'>
export type Accesses = Answer<'/api/v1/registry/people/{number}/access'>
export type Described = Answer<'/api/v1/registry/rights'>

export const requests = (ended: boolean, cursor?: string) =>
  data(
    api.GET('/api/v1/registry/requests', {
      params: { query: { ended, limit: 50, ...(cursor ? { cursor } : {}) } },
    }),
  )
export const request = (caseNo: string) =>
  data(api.GET('/api/v1/registry/requests/{case_no}', { params: { path: { case_no: caseNo } } }))
export const accesses = (number: number) =>
  data(api.GET('/api/v1/registry/people/{number}/access', { params: { path: { number } } }))
export const described = () => data(api.GET('/api/v1/registry/rights'))

/** The residents' page with the code in the fragment, which no server is sent. */
export const heldLink = (code: string, origin = location.origin) => `${origin}/held#${code}`
