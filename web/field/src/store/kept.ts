/** Copies of what the platform said, kept on the phone for when it cannot be asked. */
import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { asProblem, ProblemError, type Problem } from '@shared/api/problem'
import { box } from './db'
import { online } from './network'
import { person } from './session'

export interface Copy<T> {
  at: string
  value: T
}

export async function keep(
  of: number,
  name: string,
  value: unknown,
  at = new Date().toISOString(),
): Promise<void> {
  await (await box()).put('kept', { person: of, name, at, value })
}

export async function kept<T>(of: number, name: string): Promise<Copy<T> | null> {
  const found = await (await box()).get('kept', [of, name])
  return found ? { at: found.at, value: found.value as T } : null
}

/** Copies of cases nobody has asked for in a month leave the phone. */
export async function forget(of: number, days = 30, now = Date.now()): Promise<void> {
  const tx = (await box()).transaction('kept', 'readwrite')
  let cursor = await tx.store.index('person').openCursor(of)
  while (cursor) {
    if (now - Date.parse(cursor.value.at) > days * 86_400_000) await cursor.delete()
    cursor = await cursor.continue()
  }
  await tx.done
}

/** Ask again when something of this phone's has arrived: `left` went down. */
export function againWhenFewer(left: () => number, refresh: () => Promise<void>): void {
  watch(left, (now, before) => void (now < before && refresh()))
}

export interface Kept<T> {
  value: ShallowRef<T | null>
  /** When what is shown was true (ISO 8601). */
  at: Ref<string | null>
  /** Set while what is shown could not be brought up to date. */
  stale: Ref<string | null>
  loading: Ref<boolean>
  problem: ShallowRef<Problem | null>
  refresh: () => Promise<void>
}

/**
 * What the platform says at `fetched`, shown at once from the copy and then brought up to date; asked again when the
 * network or the person comes back to the app. `name` null: nothing to ask yet.
 */
export function useKept<T>(name: () => string | null, fetched: () => Promise<T>): Kept<T> {
  const value = shallowRef<T | null>(null)
  const at = ref<string | null>(null)
  const stale = ref<string | null>(null)
  const loading = ref(true)
  const problem = shallowRef<Problem | null>(null)
  let turn = 0

  async function refresh(): Promise<void> {
    const [mine, of, called] = [++turn, person.value?.id, name()]
    if (!of || !called) return
    try {
      if (!online.value) throw new ProblemError({ code: 'face.offline', status: 0, title: '' })
      const fresh = await fetched()
      if (mine !== turn) return
      value.value = fresh
      at.value = new Date().toISOString()
      stale.value = problem.value = null
      await keep(of, called, fresh)
    } catch (error) {
      if (mine !== turn) return
      problem.value = asProblem(error)
      // What no longer exists for this person is not shown from an old copy.
      if (error instanceof ProblemError && error.problem.status === 404) value.value = at.value = null
      stale.value = value.value ? at.value : null
    } finally {
      if (mine === turn) loading.value = false
    }
  }

  async function begin(): Promise<void> {
    const [of, called] = [person.value?.id, name()]
    value.value = at.value = stale.value = problem.value = null
    loading.value = true
    if (!of || !called) return
    const copy = await kept<T>(of, called)
    if (called !== name()) return
    if (copy) {
      value.value = copy.value
      at.value = copy.at
      loading.value = false
    }
    await refresh()
  }

  watch([name, () => person.value?.id], () => void begin(), { immediate: true })
  const again = () => void (document.visibilityState === 'visible' && refresh())
  window.addEventListener('online', again)
  document.addEventListener('visibilitychange', again)
  onScopeDispose(() => {
    window.removeEventListener('online', again)
    document.removeEventListener('visibilitychange', again)
  })
  return { value, at, stale, loading, problem, refresh }
}
