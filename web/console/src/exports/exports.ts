import type { Answer } from '@shared/api/answer'
import { api, data, PATIENCE, raw } from '@shared/api/client'
import { save } from '../parts/save'

export type ExportRow = Answer<'/api/v1/registry/exports'>['items'][number]
export type ExportView = Answer<'/api/v1/registry/exports/{case_no}'>
export type Which = 'mine' | 'waiting'
export type Format = 'csv' | 'xlsx'

export const exports = (which: Which, cursor?: string) =>
  data(
    api.GET('/api/v1/registry/exports', {
      params: { query: { which, limit: 50, ...(cursor ? { cursor } : {}) } },
    }),
  )
export const oneExport = (caseNo: string) =>
  data(api.GET('/api/v1/registry/exports/{case_no}', { params: { path: { case_no: caseNo } } }))
export const purposes = () => data(api.GET('/api/v1/registry/export-purposes'))

/** Fetch the file of a list: each time counts, so a call sent again carries the same key. */
export async function fetchFile(caseNo: string, format: Format, key: string): Promise<void> {
  const answer = await raw(
    `/api/v1/registry/exports/${caseNo}/file`,
    {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
      body: JSON.stringify({ format }),
    },
    PATIENCE.file,
  )
  save(await answer.blob(), `${caseNo}.${format}`)
}
