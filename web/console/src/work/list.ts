import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { api, data } from '@shared/api/client'
import { asProblem, type Problem } from '@shared/api/problem'
import { useLive, type Change } from '../parts/live'
import type { TodoCounts } from '../parts/types'
import type { Filters } from './filters'
import { appended, keyOf, ofEvent, ofTodo, updated, type ListName, type Row } from './rows'

const PAGE = 50
/** Changes that come in one burst are read together. */
const GATHER = 600
/** More changes at once than this: the list is read again rather than row by row. */
const MANY = 8

/** Rows of a list, page by page, kept true by what the platform tells. */
export function useList(list: () => ListName, filters: () => Filters) {
  const rows = shallowRef<Row[]>([])
  const counts = shallowRef<TodoCounts | null>(null)
  const next = ref<string | null>(null)
  const loading = ref(true)
  const loadingMore = ref(false)
  const failed = shallowRef<Problem | null>(null)
  /** Cases that came in since the list was read and are not shown yet. */
  const arrived = shallowRef<ReadonlySet<string>>(new Set())
  let asked = 0

  async function page(narrowed: Filters, cursor?: string, limit = PAGE): Promise<[Row[], string | null]> {
    const query = { ...narrowed, limit, ...(cursor ? { cursor } : {}) }
    if (list() === 'todo') {
      const found = await data(api.GET('/api/v1/todo', { params: { query } }))
      return [found.items.map(ofTodo), found.next]
    }
    const found = await data(api.GET('/api/v1/events', { params: { query } }))
    return [found.items.map(ofEvent), found.next]
  }

  /** Read the list from its beginning. `quiet`: what is there stays until the answer comes. */
  async function reload(quiet = false): Promise<void> {
    const mine = ++asked
    if (!quiet) {
      rows.value = []
      loading.value = true
    }
    failed.value = null
    try {
      const [found, after] = await page(
        filters(),
        undefined,
        Math.min(100, Math.max(PAGE, rows.value.length)),
      )
      if (mine !== asked) return
      rows.value = found
      next.value = after
      arrived.value = new Set()
      loading.value = false
      void count()
    } catch (error) {
      if (mine !== asked) return
      failed.value = asProblem(error)
      loading.value = false
    }
  }

  async function more(): Promise<void> {
    if (!next.value || loadingMore.value || loading.value) return
    const mine = asked
    loadingMore.value = true
    try {
      const [found, after] = await page(filters(), next.value)
      if (mine !== asked) return
      rows.value = appended(rows.value, found)
      next.value = after
    } catch (error) {
      if (mine === asked) failed.value = asProblem(error)
    } finally {
      loadingMore.value = false
    }
  }

  /** Counts are an aid: without them the list still works. */
  async function count(): Promise<void> {
    if (list() !== 'todo') return
    const mine = asked
    const found = await data(api.GET('/api/v1/todo/counts', { params: { query: filters() } })).catch(
      () => null,
    )
    if (found && mine === asked) counts.value = found
  }

  const changed = new Set<string>()
  let timer = 0

  async function gather(): Promise<void> {
    const numbers = [...changed]
    changed.clear()
    const mine = asked
    if (numbers.length > MANY) {
      const [found] = await page(filters(), undefined, 100)
      if (mine === asked) take(numbers, found)
    } else
      await Promise.all(
        numbers.map(async (number) => {
          const [found] = await page({ ...filters(), q: number }, undefined, 5)
          if (mine === asked) take([number], found)
        }),
      )
    void count()
  }

  function take(numbers: string[], found: Row[]): void {
    const shown = new Set(rows.value.map((each) => each.case_no))
    const coming = new Set(arrived.value)
    for (const number of numbers) {
      if (shown.has(number)) rows.value = updated(rows.value, number, found)
      else if (found.some((each) => each.case_no === number)) coming.add(number)
      else coming.delete(number)
    }
    arrived.value = coming
  }

  /** A case changed, by somebody else or by me. */
  function heard(change: Pick<Change, 'case_no'>): void {
    changed.add(change.case_no)
    clearTimeout(timer)
    timer = window.setTimeout(() => void gather().catch(() => undefined), GATHER)
  }
  useLive(heard, () => void reload(true))
  onScopeDispose(() => clearTimeout(timer))

  watch([list, () => JSON.stringify(filters())], () => void reload(), { immediate: true })

  return {
    rows,
    counts,
    loading,
    loadingMore,
    failed,
    arrived,
    hasMore: computed(() => next.value !== null),
    byKey: computed(() => new Map(rows.value.map((each) => [keyOf(each), each]))),
    reload,
    more,
    heard,
  }
}

export type List = ReturnType<typeof useList>
