import type { Answer } from '@shared/api/answer'
import { api, data } from '@shared/api/client'

export type Entry = Answer<'/api/v1/care/{case_no}'>
export type Choices = Answer<'/api/v1/care/choices/{number}'>
export type Counts = Answer<'/api/v1/care/counts'>

const path = (case_no: string) => ({ params: { path: { case_no } } })

export const entries = () => data(api.GET('/api/v1/care'))
export const counts = () => data(api.GET('/api/v1/care/counts'))
export const entry = (caseNo: string) => data(api.GET('/api/v1/care/{case_no}', path(caseNo)))
export const readings = (caseNo: string) => data(api.GET('/api/v1/care/{case_no}/readings', path(caseNo)))
export const choices = (number: number) =>
  data(api.GET('/api/v1/care/choices/{number}', { params: { path: { number } } }))
export const person = (number: number) =>
  data(api.GET('/api/v1/registry/people/{number}', { params: { path: { number } } }))
