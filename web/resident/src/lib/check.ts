import type { Draft } from './where'
import { placeOf } from './where'

export const MOST_TEXT = 2000
const PHONE = /^(1[3-9]\d{9}|0\d{2,3}-?\d{7,8})$/

export type Faults = Partial<Record<'text' | 'where' | 'phone', string>>

/** What is plainly missing or wrong in a report, as message keys; the platform checks everything again. */
export function faultsOf(draft: Draft): Faults {
  const faults: Faults = {}
  const text = draft.text.trim()
  if (text.length < 2) faults.text = 'report.needText'
  else if (text.length > MOST_TEXT) faults.text = 'report.longText'
  if (draft.where.lng === null && placeOf(draft.where).length < 2) faults.where = 'report.needWhere'
  const phone = draft.phone.replace(/\s/g, '')
  if (phone && !PHONE.test(phone)) faults.phone = 'report.badPhone'
  return faults
}
