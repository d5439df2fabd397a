import { api, data } from '@shared/api/client'
import { locale } from '@shared/lib/i18n'
import type { components } from '@shared/api/schema'

export type Item = components['schemas']['ItemLine']

/** Asked once a language; a failure is not kept, so that the next one who needs it asks again. */
export function once<T>(ask: () => Promise<T>): () => Promise<T> {
  const kept = new Map<string, Promise<T>>()
  return () => {
    const language = locale.value
    const found = kept.get(language)
    if (found) return found
    const asked = ask()
    kept.set(language, asked)
    asked.catch(() => kept.delete(language))
    return asked
  }
}

/** Every closed list of the loop, with labels. */
export const choices = once(() => data(api.GET('/api/v1/choices')))

/** The items in force. */
export const items = once(async (): Promise<Item[]> => (await data(api.GET('/api/v1/items'))).items)

/** A region with what lies below and above it. */
export const region = (code: string) =>
  data(api.GET('/api/v1/regions/{code}', { params: { path: { code } } }))

/** What is called by its code: a region or a grid, in full. */
export async function placeName(code: string): Promise<string> {
  if (code.length <= 12) return (await region(code)).full_name
  return (await data(api.GET('/api/v1/grids/{code}', { params: { path: { code } } }))).full_name
}
