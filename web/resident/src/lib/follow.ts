/** A case as its reporter sees it, asked for with its secret. */
import { api, data, raw } from '@shared/api/client'
import type { paths } from '@shared/api/schema'
import type { Schema, Values } from '@shared/lib/forms'

type Told = paths['/api/v1/follow/{case_no}']['get']['responses'][200]['content']['application/json']
export type Action = Omit<Told['actions'][number], 'form'> & { form: Schema }
export type Followed = Omit<Told, 'actions'> & { actions: Action[] }
export type Progress = Told['progress'][number]
export type File = Told['attachments'][number]

const SECRET = 'X-Case-Secret'

export async function follow(case_no: string, secret: string): Promise<Followed> {
  const path = { case_no }
  return (await data(
    api.GET('/api/v1/follow/{case_no}', { params: { path }, headers: { [SECRET]: secret } }),
  )) as Followed
}

/** Take an action; `key` stays the same when the same thing is tried again. */
export async function act(
  { case_no, version }: Followed,
  secret: string,
  action: string,
  form: Values,
  key: string,
): Promise<void> {
  await api.POST('/api/v1/follow/{case_no}/actions/{action}', {
    params: { path: { case_no, action } },
    headers: { [SECRET]: secret, 'Idempotency-Key': key },
    body: { data: form as Record<string, never>, version },
  })
}

/** The bytes of a photo. */
export async function picture({ url }: File, secret: string): Promise<Blob> {
  return (await raw(url, { headers: { [SECRET]: secret } })).blob()
}
