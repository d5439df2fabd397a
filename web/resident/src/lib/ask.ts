import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { asProblem, type Problem } from '@shared/api/problem'

export interface Asked<T> {
  data: ShallowRef<T | null>
  problem: Ref<Problem | null>
  busy: Ref<boolean>
  again: () => Promise<void>
}

/** Something asked of the platform, now and again on demand; what was there stays while it is asked anew. */
export function useAsk<T>(ask: () => Promise<T>, now = true): Asked<T> {
  const data = shallowRef<T | null>(null)
  const problem = ref<Problem | null>(null)
  const busy = ref(false)
  let turn = 0
  async function again(): Promise<void> {
    const mine = ++turn
    busy.value = true
    try {
      const said = await ask()
      if (mine !== turn) return
      data.value = said
      problem.value = null
    } catch (error) {
      if (mine === turn) problem.value = asProblem(error)
    } finally {
      if (mine === turn) busy.value = false
    }
  }
  onScopeDispose(() => (turn = -1))
  if (now) void again()
  return { data, problem, busy, again }
}
