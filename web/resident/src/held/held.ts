/**
 * What is held about whoever is here, asked for with the code they were given and a proof. Both stay in this page's
 * memory and nowhere else: the phone may be somebody else's. Left alone for some minutes the page forgets them.
 */
import { shallowRef } from 'vue'
import { api, data } from '@shared/api/client'
import type { Answer } from '@shared/api/answer'

export type Held = Answer<'/api/v1/public/held'>
export type Group = Held['groups'][number]
export type Request = Held['requests'][number]
export type Right = Held['rights'][number]

interface Shown {
  code: string
  proof: string
}

/** Milliseconds without a touch after which nobody is taken to be reading any more. */
const FORGET = 10 * 60_000
/** Letters and digits of a code. */
export const SIGNS = 12

let shown: Shown | null = null
let timer = 0
export const held = shallowRef<Held | null>(null)

const headers = ({ code, proof }: Shown) => ({ 'X-Held-Code': code, 'X-Held-Proof': proof })

/** Show the code and the proof; what is held comes back, or a problem is thrown. */
export async function show(code: string, proof: string): Promise<void> {
  const mine = { code, proof }
  held.value = await data(api.GET('/api/v1/public/held', { headers: headers(mine) }))
  shown = mine
  awake()
}

/** What is held now, after something was asked for. */
export async function again(): Promise<void> {
  if (shown) held.value = await data(api.GET('/api/v1/public/held', { headers: headers(shown) }))
}

/** Somebody is reading: the minutes begin anew. */
export function awake(): void {
  clearTimeout(timer)
  if (shown) timer = window.setTimeout(leave, FORGET)
}

export function leave(): void {
  clearTimeout(timer)
  shown = null
  held.value = null
}

/** Ask for something of it; `key` stays the same when the same thing is tried again. */
export async function ask(kind: string, group: string, words: string, key: string): Promise<void> {
  if (!shown) return
  await api.POST('/api/v1/public/held/requests', {
    headers: { ...headers(shown), 'Idempotency-Key': key },
    body: { kind, group, words },
  })
  await again()
}

export async function withdraw({ case_no, version }: Request, key: string): Promise<void> {
  if (!shown) return
  await api.POST('/api/v1/public/held/requests/{case_no}/actions/{action}', {
    params: { path: { case_no, action: 'withdraw' } },
    headers: { ...headers(shown), 'Idempotency-Key': key },
    body: { data: {}, version },
  })
  await again()
}
