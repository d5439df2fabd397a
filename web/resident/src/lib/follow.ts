/** A case as its reporter sees it, asked for with its secret. */
import { raw } from '@shared/api/client'
import type { Schema, Values } from '@shared/lib/forms'
import { uuid } from '@shared/phone/shrink'

interface Named {
  key: string
  label: string
}
export interface Action {
  key: string
  label: string
  step: Named
  form: Schema
  blocked: Named | null
}
export interface Progress {
  at: string
  step: Named
  action: Named
  told: string
}
export interface File {
  id: number
  kind: Named
  at: string
  /** Sent by the reporter; otherwise evidence of what was done. */
  mine: boolean
}
export interface Followed {
  case_no: string
  state: Named
  version: number
  text: string
  item: Named | null
  region: string
  opened_at: string
  closed_at: string | null
  due_at: string | null
  merged_into: string | null
  rating: Named | null
  /** Who has the matter now; empty when it has ended. */
  who: string
  /** What was done, or why nothing is. */
  outcome: string
  progress: Progress[]
  attachments: File[]
  may_attach: boolean
  actions: Action[]
}

const address = (case_no: string) => `/api/v1/follow/${encodeURIComponent(case_no)}`

export async function follow(case_no: string, secret: string): Promise<Followed> {
  const answer = await raw(address(case_no), { headers: { 'X-Case-Secret': secret } })
  return (await answer.json()) as Followed
}

/** Take an action; `key` stays the same when the same thing is tried again. */
export async function act(
  { case_no, version }: Followed,
  secret: string,
  action: string,
  data: Values,
  key: string = uuid(),
): Promise<void> {
  await raw(`${address(case_no)}/actions/${action}`, {
    method: 'POST',
    headers: { 'X-Case-Secret': secret, 'Idempotency-Key': key, 'Content-Type': 'application/json' },
    body: JSON.stringify({ data, version }),
  })
}

/** The bytes of a photo. */
export async function picture(case_no: string, secret: string, id: number): Promise<Blob> {
  const answer = await raw(`${address(case_no)}/attachments/${id}`, { headers: { 'X-Case-Secret': secret } })
  return answer.blob()
}
