import { onScopeDispose, ref, shallowRef, watch } from 'vue'
import { api, data } from '@shared/api/client'
import { asProblem, type Problem } from '@shared/api/problem'
import type { components } from '@shared/api/schema'
import { plus, span } from './days'
import { asked, type MapFilters } from './filters'

export type DayCount = components['schemas']['Day']

/** Every day of a window, with nothing where nothing came. */
export function everyDay(found: DayCount[], from: string, to: string): DayCount[] {
  const known = new Map(found.map((each) => [each.day, each]))
  return Array.from({ length: span(from, to) }, (_, at) => {
    const day = plus(from, at)
    return known.get(day) ?? { day, count: 0, overdue: 0 }
  })
}

/** Days as a table for a spreadsheet: a byte order mark so that Chinese is read as such. */
export function csv(head: string[], days: DayCount[]): string {
  const rows = days.map((each) => [each.day, each.count, each.overdue].join(','))
  return `\ufeff${[head.join(','), ...rows].join('\r\n')}\r\n`
}

/** Cases by day in the window of the filters. */
export function useDays(filters: () => MapFilters) {
  const days = shallowRef<DayCount[]>([])
  const loading = ref(true)
  const problem = ref<Problem | null>(null)
  let call = new AbortController()

  async function load(): Promise<void> {
    call.abort()
    const mine = (call = new AbortController())
    const now = filters()
    loading.value = true
    try {
      const { days: found } = await data(
        api.GET('/api/v1/map/days', { params: { query: asked(now) }, signal: mine.signal }),
      )
      days.value = everyDay(found, now.from, now.to)
      problem.value = null
    } catch (error) {
      if (mine.signal.aborted) return
      problem.value = asProblem(error)
    }
    if (mine === call) loading.value = false
  }

  watch(filters, load, { immediate: true })
  onScopeDispose(() => call.abort())
  return { days, loading, problem, load }
}
