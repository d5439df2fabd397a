import type { EventRow, TodoRow } from '../parts/types'

/** Which list: what lies on my desks, or everything of the area. */
export type ListName = 'todo' | 'events'

/** One line of either list. `gone`: it was here when the list was read and has left it since. */
export interface Row extends Omit<TodoRow, 'kind'> {
  /** `event`, `joint` (our part of one), `patrol` or `appeal`. */
  kind: string
  closed_at: string | null
  gone: boolean
}

export function ofTodo(row: TodoRow): Row {
  return { ...row, kind: row.kind.key, closed_at: null, gone: false }
}

export function ofEvent(row: EventRow): Row {
  return { ...row, kind: 'event', title: row.excerpt, gone: false }
}

/** A case has one line a list, but a unit may have a part in a case that it also leads to somebody else. */
export function keyOf(row: Row): string {
  return `${row.kind} ${row.case_no}`
}

/** Where a line leads to. */
export function pathOf(row: Row): string {
  const folder = { patrol: 'patrols', appeal: 'appeals' }[row.kind] ?? 'cases'
  return `/${folder}/${row.case_no}`
}

/** One more page behind what is there, without what is there already: rows may have moved between two questions. */
export function appended(rows: readonly Row[], page: readonly Row[]): Row[] {
  const known = new Set(rows.map(keyOf))
  return [...rows, ...page.filter((each) => !known.has(keyOf(each)))]
}

/**
 * The rows with what is known of one case now, in the place it has: nothing moves under the eye. `found` is empty when
 * the case no longer belongs to the list.
 */
export function updated(rows: readonly Row[], caseNo: string, found: readonly Row[]): Row[] {
  const fresh = new Map(found.filter((each) => each.case_no === caseNo).map((each) => [keyOf(each), each]))
  return rows.map((row) => {
    if (row.case_no !== caseNo) return row
    return fresh.get(keyOf(row)) ?? { ...row, gone: true }
  })
}

/** The row `step` places after (or before) the one named, within the list; the first when none is named. */
export function neighbour(rows: readonly Row[], key: string | null, step: number): Row | undefined {
  const place = rows.findIndex((each) => keyOf(each) === key)
  if (place < 0) return rows[0]
  return rows[Math.min(rows.length - 1, Math.max(0, place + step))]
}
