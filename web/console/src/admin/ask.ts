import { PATIENCE, raw } from '@shared/api/client'

/**
 * A question to the platform with JSON both ways, for pages that put its address together; what it answers is named
 * by the types of the document.
 *
 * @throws ProblemError
 */
export async function ask<T>(path: string, method = 'GET', body?: unknown): Promise<T> {
  const init: RequestInit =
    body === undefined
      ? { method }
      : { method, body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }
  const answer = await raw(`/api/v1${path}`, init, PATIENCE.call)
  return (answer.status === 204 ? undefined : await answer.json()) as T
}

/** The parameters of an address, without those that say nothing. */
export function query(given: Record<string, string | number | boolean | null | undefined>): string {
  const kept = Object.entries(given).filter(
    ([, value]) => value !== '' && value !== null && value !== undefined,
  )
  const text = new URLSearchParams(kept.map(([name, value]) => [name, String(value)])).toString()
  return text && `?${text}`
}
