import { api, data } from '@shared/api/client'

/** A unit as lists and pickers show it. */
export interface UnitLine {
  id: number
  name: string
  kind_name: string
  level_name: string
  phone: string
}

/** Up to twenty units whose name has these words; `serving`: the code of a place, for those that serve it. */
export async function findUnits(q: string, serving?: string): Promise<UnitLine[]> {
  const query = { limit: 20, ...(q ? { q } : {}), ...(serving ? { serving } : {}) }
  const page = await data(api.GET('/api/v1/units', { params: { query } }) as Promise<{ data?: unknown }>)
  return (page as { items: UnitLine[] }).items
}
