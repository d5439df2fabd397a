import { ref, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { asProblem, worded } from '@shared/api/problem'
import { position, type Point } from './position'
import { locate, type Located } from './public'

export interface Here {
  busy: Ref<boolean>
  /** In words, what to do; empty while all is well. */
  fault: Ref<string>
  /** Where the phone is and the grid there; `located` is null where the platform could not be asked. */
  find: () => Promise<{ point: Point; located: Located | null } | null>
}

/** The position of the phone, asked once, with the grid it lies in. */
export function useHere(): Here {
  const { t } = useI18n()
  const busy = ref(false)
  const fault = ref('')
  async function find(): Promise<{ point: Point; located: Located | null } | null> {
    busy.value = true
    fault.value = ''
    try {
      const point = await position()
      try {
        return { point, located: await locate(point.lng, point.lat) }
      } catch (error) {
        const problem = asProblem(error)
        // Without a network the point alone is good enough: the grid is found when the report arrives.
        if (problem.status === 0) return { point, located: null }
        fault.value = worded(problem, t)
      }
    } catch (error) {
      const { code } = asProblem(error)
      fault.value = t(code === 'face.position.refused' ? 'problemPosition.refused' : 'problemPosition.none')
    } finally {
      busy.value = false
    }
    return null
  }
  return { busy, fault, find }
}
