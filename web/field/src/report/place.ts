import { ref, shallowRef, type Ref } from 'vue'
import { api, data } from '@shared/api/client'
import { ProblemError } from '@shared/api/problem'
import { position } from '@shared/map/position'
import type { Located, Position } from '@shared/map/types'
import { ownMap } from '../store/kit'

/**
 * `finding` the phone looks for itself; `named` the grid is known; `unnamed` there is a position and no way to name it
 * now; `outside` the city; `none` there is no position.
 */
export type Finding = 'finding' | 'named' | 'unnamed' | 'outside' | 'none'

/**
 * The place a point lies in: from what is kept on the phone, else from the platform.
 *
 * @throws ProblemError 422 where it lies outside the city
 */
async function named(at: Position): Promise<Located> {
  const near = await ownMap.value?.locate(at)
  if (near) return near
  return data(api.GET('/api/v1/locate', { params: { query: { lng: at[0], lat: at[1] } } }))
}

export interface Place {
  at: Ref<Position | null>
  finding: Ref<Finding>
  name: Ref<string>
  find: () => Promise<void>
  put: (where: Position) => Promise<void>
}

/** Where a report is: from the phone, with the grid named, or as corrected on the map. */
export function usePlace(): Place {
  const at = shallowRef<Position | null>(null)
  const finding = ref<Finding>('none')
  const name = ref('')

  async function put(where: Position): Promise<void> {
    at.value = where
    try {
      const found = await named(where)
      if (at.value !== where) return
      name.value = found.full_name
      finding.value = 'named'
    } catch (error) {
      const outside = error instanceof ProblemError && error.problem.status === 422
      if (at.value === where) finding.value = outside ? 'outside' : 'unnamed'
    }
  }

  async function find(): Promise<void> {
    finding.value = 'finding'
    try {
      await put(await position())
    } catch {
      finding.value = at.value ? 'unnamed' : 'none'
    }
  }
  return { at, finding, name, find, put }
}
