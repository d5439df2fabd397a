import type { TableView } from '../types'

/** In which states lines wait for a step. */
const WAITING = { compare: ['waiting'], enter: ['new', 'changed'] }

/** How many lines of a table still wait for a step. */
export function counted(table: TableView, verb: keyof typeof WAITING): number {
  return table.counts
    .filter((each) => WAITING[verb].includes(each.key))
    .reduce((sum, each) => sum + each.count, 0)
}

/** How many lines are in one state. */
export function count(table: TableView, state: string): number {
  return table.counts.find((each) => each.key === state)?.count ?? 0
}
