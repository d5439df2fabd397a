import { computed, type ComputedRef } from 'vue'
import { useRoute, useRouter, type LocationQuery } from 'vue-router'
import { dayOf, plus, span, startOf } from './days'

/** What the map shows: it stands in the address, so that a map can be sent to a colleague. */
export interface MapFilters {
  /** First and last day on which a case was opened. */
  from: string
  to: string
  state: string
  item: string
  open: boolean
  overdue: boolean
  /** The region or grid looked at. */
  at: string
  mode: 'cases' | 'heat'
}

/** What the days can be chosen from by one click. */
export const SPANS = [7, 30, 90, 365] as const
const USUAL = 30
const A_DAY = /^\d{4}-\d\d-\d\d$/

export function read(query: LocationQuery, today: string): MapFilters {
  const text = (name: string) => (typeof query[name] === 'string' ? query[name] : '')
  const day = (name: string) => (A_DAY.test(text(name)) ? text(name) : '')
  const to = day('to') || today
  const from = day('from') || plus(to, 1 - USUAL)
  return {
    from: from <= to ? from : to,
    to,
    state: text('state'),
    item: text('item'),
    open: text('open') !== 'all',
    overdue: text('overdue') === 'yes',
    at: /^\d{4,15}$/.test(text('at')) ? text('at') : '',
    mode: text('mode') === 'heat' ? 'heat' : 'cases',
  }
}

/** The address of filters: what is usual is left out. */
export function written(filters: MapFilters, today: string): Record<string, string> {
  const { from, to, state, item, open, overdue, at, mode } = filters
  const query: Record<string, string> = { state, item, at }
  if (to !== today) query.to = to
  if (span(from, to) !== USUAL) query.from = from
  if (!open) query.open = 'all'
  if (overdue) query.overdue = 'yes'
  if (mode === 'heat') query.mode = mode
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value))
}

/** The filters as the platform's lists and maps take them. */
export function asked(filters: MapFilters): Record<string, string> {
  return Object.fromEntries(
    Object.entries({
      since: startOf(filters.from),
      until: startOf(plus(filters.to, 1)),
      state: filters.state,
      item: filters.item,
      region: filters.at,
      open: filters.open ? 'true' : '',
      overdue: filters.overdue ? 'true' : '',
    }).filter(([, value]) => value),
  )
}

export function useFilters(): {
  filters: ComputedRef<MapFilters>
  change: (to: Partial<MapFilters>) => void
} {
  const route = useRoute()
  const router = useRouter()
  const filters = computed(() => read(route.query, dayOf(Date.now())))
  return {
    filters,
    change: (to) => void router.replace({ query: written({ ...filters.value, ...to }, dayOf(Date.now())) }),
  }
}
