import { onScopeDispose, shallowRef, watch } from 'vue'
import { api, data } from '@shared/api/client'
import { asProblem, type Problem } from '@shared/api/problem'
import { locale } from '@shared/lib/i18n'
import { useLive } from '../parts/live'
import type { Case, Duplicate, Step } from '../parts/types'
import type { Similar } from './types'

/** One case with its steps and what is like it, read again whenever it changes. */
export function useCase(caseNo: () => string) {
  const found = shallowRef<Case | null>(null)
  const steps = shallowRef<Step[]>([])
  const duplicates = shallowRef<Duplicate[] | null>(null)
  const similar = shallowRef<Similar[] | null>(null)
  const failed = shallowRef<Problem | null>(null)
  let asked = 0

  const at = () => ({ params: { path: { case_no: caseNo() } } })
  const whole = () => ({ params: { path: { case_no: caseNo() }, query: { steps: true } } })

  let latest: Promise<Case | null> = Promise.resolve(null)
  /** Read it; where a later question has been asked meanwhile, the answer is that one's. */
  function load(): Promise<Case | null> {
    latest = read(++asked)
    return latest
  }

  async function read(mine: number): Promise<Case | null> {
    try {
      const now = await data(api.GET('/api/v1/events/{case_no}', whole()))
      if (mine !== asked) return latest
      found.value = now
      steps.value = now.steps ?? []
      failed.value = null
    } catch (error) {
      if (mine === asked) failed.value = asProblem(error)
      return null
    }
    return found.value
  }

  /** What may be the same matter, and how such matters ended: aids, so that their failing stops nobody. */
  async function compare(): Promise<void> {
    const [alike, ended] = await Promise.all([
      data(api.GET('/api/v1/events/{case_no}/duplicates', at())).then(
        (each) => each.items,
        () => [],
      ),
      data(api.GET('/api/v1/events/{case_no}/similar', at())).then(
        (each) => each.items,
        () => [],
      ),
    ])
    duplicates.value = alike
    similar.value = ended
  }

  watch(
    [caseNo, locale],
    () => {
      void load().then(() => compare())
    },
    { immediate: true },
  )

  let timer = 0
  useLive(
    (change) => {
      if (change.case_no !== caseNo() || change.version <= (found.value?.version ?? 0)) return
      clearTimeout(timer)
      timer = window.setTimeout(() => void load(), 300)
    },
    () => void load(),
  )
  onScopeDispose(() => clearTimeout(timer))

  return { found, steps, duplicates, similar, failed, load }
}

export type Reading = ReturnType<typeof useCase>
