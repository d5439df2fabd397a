import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { asProblem, type Problem } from '@shared/api/problem'
import { useSession } from '../session/store'
import { ask, query } from './ask'

export interface Page<T> {
  items: T[]
  next: string | null
}

export interface Paged<T> {
  rows: ShallowRef<T[]>
  next: Ref<string | null>
  loading: Ref<boolean>
  problem: ShallowRef<Problem | null>
  reload: () => Promise<void>
  more: () => Promise<void>
}

/** Somebody who types is asked for when the fingers rest, in milliseconds. */
const REST = 250

/**
 * A list of the platform, page by page. It is read anew when the filters change, and when somebody acts from another
 * posting; an answer that was overtaken is dropped.
 */
export function usePaged<T>(
  path: () => string,
  filters: () => Record<string, string | undefined> = () => ({}),
): Paged<T> {
  const rows = shallowRef<T[]>([])
  const next = ref<string | null>(null)
  const loading = ref(true)
  const problem = shallowRef<Problem | null>(null)
  const session = useSession()
  let asked = 0
  let timer = 0

  async function read(cursor: string | null): Promise<void> {
    const mine = ++asked
    loading.value = true
    problem.value = null
    try {
      const page = await ask<Page<T>>(path() + query({ ...filters(), cursor, limit: 50 }))
      if (mine !== asked) return
      rows.value = cursor ? [...rows.value, ...page.items] : page.items
      next.value = page.next
    } catch (error) {
      if (mine === asked) problem.value = asProblem(error)
    } finally {
      if (mine === asked) loading.value = false
    }
  }

  const reload = () => read(null)
  watch([path, filters, () => session.generation], () => {
    clearTimeout(timer)
    timer = window.setTimeout(reload, REST)
  })
  onScopeDispose(() => clearTimeout(timer))
  void reload()
  return { rows, next, loading, problem, reload, more: () => read(next.value) }
}

/** One answer of the platform, read at once and on demand. */
export function useAnswer<T>(read: () => Promise<T>) {
  const answer = shallowRef<T | null>(null)
  const problem = shallowRef<Problem | null>(null)
  const loading = ref(true)
  let asked = 0
  async function reload(): Promise<void> {
    const mine = ++asked
    loading.value = true
    problem.value = null
    try {
      const found = await read()
      if (mine === asked) answer.value = found
    } catch (error) {
      if (mine === asked) problem.value = asProblem(error)
    }
    if (mine === asked) loading.value = false
  }
  void reload()
  return { answer, problem, loading, reload }
}
