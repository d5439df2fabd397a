import { PATIENCE, raw } from '@shared/api/client'

/**
 * A write that may be sent again without being done twice.
 *
 * @param key the `Idempotency-Key` of the form it comes from
 * @throws ProblemError
 */
export async function keyed<T>(method: 'POST' | 'PUT', path: string, body: unknown, key: string): Promise<T> {
  const response = await raw(
    path,
    {
      method,
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
      body: JSON.stringify(body),
    },
    PATIENCE.call,
  )
  return (await response.json()) as T
}

export const post = <T>(path: string, body: unknown, key: string) => keyed<T>('POST', path, body, key)
