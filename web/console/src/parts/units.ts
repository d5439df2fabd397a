import { api, data } from '@shared/api/client'
import type { components } from '@shared/api/schema'

/** A unit as lists and pickers show it. */
export type UnitLine = components['schemas']['UnitOut']

/** Up to twenty units whose name has these words; `serving`: the code of a place, for those that serve it. */
export async function findUnits(q: string, serving?: string): Promise<UnitLine[]> {
  const query = { limit: 20, ...(q ? { q } : {}), ...(serving ? { serving } : {}) }
  return (await data(api.GET('/api/v1/units', { params: { query } }))).items
}
