import type { Action } from './types'

export interface Offer {
  /** Whether the first of `shown` is what the case waits for. */
  first: boolean
  /** What stands as buttons: what the case waits for, then what else belongs to the same step. */
  shown: Action[]
  /** What stands in the menu, with why not where a rule stands against it. */
  rest: Action[]
}

/** As many buttons as one sees at a glance. */
const BUTTONS = 4

/** The actions of a case by what the person most likely does next. `step`: where the case stands among the eleven. */
export function sorted(actions: readonly Action[], step: string): Offer {
  const free = actions.filter((each) => !each.blocked)
  const first = free.filter((each) => each.primary)
  const near = free.filter((each) => !each.primary && each.step.key === step)
  const shown = [...first, ...near].slice(0, BUTTONS)
  return {
    first: first.length > 0,
    shown: shown.length ? shown : free.slice(0, 1),
    rest: actions.filter((each) => !(shown.length ? shown : free.slice(0, 1)).includes(each)),
  }
}
