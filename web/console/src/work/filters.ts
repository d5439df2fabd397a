import type { LocationQuery, LocationQueryRaw } from 'vue-router'

/** What a list is narrowed to. It stands in the address, in saved views and in exports under the same names. */
export interface Filters {
  region?: string
  state?: string
  item?: string
  channel?: string
  unit?: number
  due?: string
  open?: boolean
  since?: string
  until?: string
  q?: string
}

export const NAMES = [
  'region',
  'state',
  'item',
  'channel',
  'unit',
  'due',
  'open',
  'since',
  'until',
  'q',
] as const

function one(value: LocationQuery[string] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? ''
}

/** The filters an address asks for; what it cannot mean is left out. */
export function fromQuery(query: LocationQuery): Filters {
  const filters: Filters = {}
  for (const name of NAMES) {
    const text = one(query[name]).trim()
    if (!text) continue
    if (name === 'unit') {
      if (/^\d+$/.test(text)) filters.unit = Number(text)
    } else if (name === 'open') filters.open = text === 'true'
    else filters[name] = text
  }
  return filters
}

/** The same filters for an address, nothing for what is not set; other parts of the address stay. */
export function toQuery(filters: Filters, beside: LocationQuery = {}): LocationQueryRaw {
  const query: LocationQueryRaw = { ...beside }
  for (const name of NAMES) {
    const value = filters[name]
    if (value === undefined || value === '') delete query[name]
    else query[name] = String(value)
  }
  return query
}

/** Whether two sets of filters ask for the same rows. */
export function same(a: Filters, b: Filters): boolean {
  return NAMES.every((name) => (a[name] ?? '') === (b[name] ?? ''))
}

export function isEmpty(filters: Filters): boolean {
  return same(filters, {})
}
