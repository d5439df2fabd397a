import { onScopeDispose, ref, shallowRef, watch } from 'vue'
import type { Answer } from '@shared/api/answer'
import { api, data } from '@shared/api/client'
import { asProblem, type Problem } from '@shared/api/problem'
import { locale } from '@shared/lib/i18n'
import { useLive } from '../parts/live'

/** The smaller loops beside events, by their address. */
export type LoopName =
  | 'patrols'
  | 'appeals'
  | 'registry/requests'
  | 'registry/exports'
  | 'care'
  | 'protection/assessments'
  | 'protection/breaches'

export type Patrol = Answer<'/api/v1/patrols/{case_no}'>
export type Appeal = Answer<'/api/v1/appeals/{case_no}'>

/** What is shown of every case. */
export type Loop = Pick<Appeal, 'state' | 'version' | 'actions' | 'steps' | 'clocks'>

interface Page<T> {
  items: T[]
  next: string | null
}

const query = (cursor?: string) => ({ params: { query: { limit: 50, ...(cursor ? { cursor } : {}) } } })
const path = (case_no: string) => ({ params: { path: { case_no } } })

export const patrols = (cursor?: string) => data(api.GET('/api/v1/patrols', query(cursor)))
export const patrol = (caseNo: string) => data(api.GET('/api/v1/patrols/{case_no}', path(caseNo)))
export const appeals = (cursor?: string) => data(api.GET('/api/v1/appeals', query(cursor)))
export const appeal = (caseNo: string) => data(api.GET('/api/v1/appeals/{case_no}', path(caseNo)))

/** The rows of a loop, newest first, page by page. */
export function useLoopList<T>(ask: (cursor?: string) => Promise<Page<T>>) {
  const rows = shallowRef<T[]>([])
  const next = ref<string | null>(null)
  const loading = ref(true)
  const failed = shallowRef<Problem | null>(null)

  async function page(cursor?: string): Promise<void> {
    failed.value = null
    try {
      const found = await ask(cursor)
      rows.value = cursor ? [...rows.value, ...found.items] : found.items
      next.value = found.next
    } catch (error) {
      failed.value = asProblem(error)
    } finally {
      loading.value = false
    }
  }
  watch(locale, () => void page(), { immediate: true })
  return {
    rows,
    next,
    loading,
    failed,
    reload: () => page(),
    more: () => page(next.value ?? undefined),
  }
}

/** One case of a loop, read again when it changes. */
export function useLoop<T>(ask: (caseNo: string) => Promise<T>, caseNo: () => string) {
  const found = shallowRef<T | null>(null)
  const failed = shallowRef<Problem | null>(null)

  async function load(): Promise<T | null> {
    try {
      found.value = await ask(caseNo())
      failed.value = null
      return found.value
    } catch (error) {
      failed.value = asProblem(error)
      return null
    }
  }
  watch([caseNo, locale], () => void load(), { immediate: true })

  let timer = 0
  useLive(
    (change) => {
      if (change.case_no !== caseNo()) return
      clearTimeout(timer)
      timer = window.setTimeout(() => void load(), 300)
    },
    () => void load(),
  )
  onScopeDispose(() => clearTimeout(timer))
  return { found, failed, load }
}
