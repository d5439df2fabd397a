import { onScopeDispose, ref, shallowRef, watch } from 'vue'
import { PATIENCE, raw } from '@shared/api/client'
import { asProblem, type Problem } from '@shared/api/problem'
import { locale } from '@shared/lib/i18n'
import { useLive } from '../parts/live'
import type { Action, Clock, Named, Step } from '../parts/types'

/** The two smaller loops beside events. */
export type LoopName = 'patrols' | 'appeals'

interface Whole {
  case_no: string
  state: Named
  version: number
  opened_at: string
  closed_at: string | null
  clocks: Clock[]
  steps: Step[]
  actions: Action[]
}

export interface PatrolRow {
  case_no: string
  kind: Named
  state: Named
  title: string
  region: string
  place: string
  opened_at: string
  finish_by: string
  due: Named | null
}

export interface Patrol extends Whole {
  kind: Named
  title: string
  region: string
  place: string
  finish_by: string
  checklist: { place: number; text: string; looked_at: boolean | null }[]
  words: { asked_for: string; offered: string } | null
  findings: string[]
}

export interface AppealRow {
  case_no: string
  event: string
  state: Named
  opened_at: string
  due_at: string | null
}

export interface Appeal extends Whole {
  event: string
}

async function answer<T>(path: string): Promise<T> {
  return (await raw(path, {}, PATIENCE.call)).json() as Promise<T>
}

/** The rows of a loop, newest first, page by page. */
export function useLoopList<T extends { case_no: string }>(loop: LoopName) {
  const rows = shallowRef<T[]>([])
  const next = ref<string | null>(null)
  const loading = ref(true)
  const failed = shallowRef<Problem | null>(null)

  async function page(cursor?: string): Promise<void> {
    failed.value = null
    try {
      const query = new URLSearchParams({ limit: '50', ...(cursor ? { cursor } : {}) })
      const found = await answer<{ items: T[]; next: string | null }>(`/api/v1/${loop}?${query}`)
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
export function useLoop<T extends Whole>(loop: LoopName, caseNo: () => string) {
  const found = shallowRef<T | null>(null)
  const failed = shallowRef<Problem | null>(null)

  async function load(): Promise<T | null> {
    try {
      found.value = await answer<T>(`/api/v1/${loop}/${encodeURIComponent(caseNo())}`)
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
