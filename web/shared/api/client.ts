import createClient, { type Middleware } from 'openapi-fetch'
import { locale } from '../lib/i18n'
import { ProblemError, problemOf } from './problem'
import type { paths } from './schema'

/** Milliseconds after which a call is given up; a file takes longer than a question. */
export const PATIENCE = { call: 20_000, file: 120_000 }

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

/** What to do when the session has ended; the app that has log-ins sets it. */
let onLoggedOut: () => void = () => undefined
export function whenLoggedOut(then: () => void): void {
  onLoggedOut = then
}

/** Asks whoever is here to confirm that it is still them; whether they did. The app that has log-ins sets it. */
let onStale: () => Promise<boolean> = () => Promise.resolve(false)
export function whenStale(then: () => Promise<boolean>): void {
  onStale = then
}

/** Sent again, once, when its person has confirmed who they are (403 `auth.stale`). */
async function confirmed(request: Request, patience: number): Promise<Response> {
  const again = request.clone()
  const response = await patient(request, patience)
  if (response.status !== 403) return response
  const problem = await problemOf(response.clone())
  if (problem.code !== 'auth.stale' || !(await onStale())) return response
  return patient(again, patience)
}

export function cookie(name: string): string {
  const found = document.cookie.split('; ').find((each) => each.startsWith(`${name}=`))
  return found ? decodeURIComponent(found.slice(name.length + 1)) : ''
}

/** Headers every call carries: the caller's language and, for writes, the token that proves the page is ours. */
export function commonHeaders(method: string): Record<string, string> {
  const headers: Record<string, string> = { 'Accept-Language': locale.value }
  if (!SAFE.has(method)) headers['X-CSRFToken'] = cookie('csrftoken')
  return headers
}

/** `fetch` that is given up after a while, and says so as a problem of its own. */
export async function patient(request: Request, patience = PATIENCE.call): Promise<Response> {
  const limit = new AbortController()
  const timer = setTimeout(() => limit.abort(), patience)
  const forward = () => limit.abort()
  request.signal.addEventListener('abort', forward)
  try {
    return await fetch(new Request(request, { signal: limit.signal }))
  } catch (error) {
    if (request.signal.aborted) throw error
    throw new ProblemError({
      code: limit.signal.aborted ? 'face.timeout' : 'face.offline',
      status: 0,
      title: '',
    })
  } finally {
    clearTimeout(timer)
    request.signal.removeEventListener('abort', forward)
  }
}

const everyCall: Middleware = {
  onRequest({ request }) {
    for (const [name, value] of Object.entries(commonHeaders(request.method)))
      request.headers.set(name, value)
    return request
  },
  async onResponse({ request, response }) {
    if (response.ok || response.status === 304) return response
    const problem = await problemOf(response)
    // A wrong password or code is a 401, too; the session has ended only where logging in is what is missing.
    if (problem.code === 'auth.required' && !request.url.endsWith('/api/v1/session')) onLoggedOut()
    throw new ProblemError(problem)
  },
}

/** The typed client: paths, parameters and answers come from the committed OpenAPI document. */
export const api = createClient<paths>({ fetch: (request) => confirmed(request, PATIENCE.call) })
api.use(everyCall)

/** The data of an answer. Failures have been thrown as `ProblemError` before this. */
export async function data<T>(answer: Promise<{ data?: T }>): Promise<T> {
  return (await answer).data as T
}

/**
 * A call outside the typed client (a file's bytes, a stream), with the same headers, patience and problems.
 *
 * @throws ProblemError
 */
export async function raw(path: string, init: RequestInit = {}, patience = PATIENCE.file): Promise<Response> {
  const method = init.method ?? 'GET'
  const headers = { ...commonHeaders(method), ...(init.headers as Record<string, string> | undefined) }
  const response = await confirmed(
    new Request(new URL(path, location.href), { ...init, method, headers }),
    patience,
  )
  if (!response.ok) {
    if (response.status === 401) onLoggedOut()
    throw new ProblemError(await problemOf(response))
  }
  return response
}
