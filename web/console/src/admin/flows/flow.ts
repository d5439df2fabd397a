import type { Answer } from '@shared/api/answer'

type Described = Answer<'/api/v1/flows/{key}'>
export type FlowAction = Described['actions'][number]
export type Span = Exclude<Described['figures'][number]['value'], number>

/** Settings as they are published: figures by their key. */
export interface Edition {
  labels: Record<string, string>
  settings: Record<string, number | Span>
  off: string[]
}

/** The document leaves open what a figure of an edition is: that depends on the loop. */
export type FlowView = Omit<Described, 'edition'> & { edition: Edition }

/** What an administrator has filled in. */
export interface Draft {
  /** By `state.key` and `action.key`; what is called as usual may be left empty. */
  labels: Record<string, string>
  figures: Record<string, number | Span>
  off: string[]
}

export function begin(flow: FlowView): Draft {
  const named = [
    ...flow.states.map((each) => [`state.${each.key}`, each] as const),
    ...flow.actions.map((each) => [`action.${each.key}`, each] as const),
  ]
  return {
    labels: Object.fromEntries(
      named.map(([key, each]) => [key, each.label === each.usual ? '' : each.label]),
    ),
    figures: Object.fromEntries(
      flow.figures.map((each) => [
        each.key,
        typeof each.value === 'number' ? each.value : { kind: each.value.kind, amount: each.value.amount },
      ]),
    ),
    off: flow.actions.filter((each) => each.optional && each.off).map((each) => each.key),
  }
}

const equal = (a: number | Span, b: number | Span) =>
  typeof a === 'number' || typeof b === 'number' ? a === b : a.kind === b.kind && a.amount === b.amount

/** The next edition: only what is otherwise than usual, so that a later release may still improve the rest. */
export function editionOf(flow: FlowView, draft: Draft): Edition {
  return {
    labels: Object.fromEntries(
      Object.entries(draft.labels)
        .map(([key, label]) => [key, label.trim()] as const)
        .filter(([, label]) => label),
    ),
    settings: Object.fromEntries(
      flow.figures
        .filter((each) => !equal(draft.figures[each.key] ?? each.usual, each.usual))
        .map((each) => [each.key, draft.figures[each.key] as number | Span]),
    ),
    off: draft.off,
  }
}

/** Whether this edition says the same as the one in force. */
export function unchanged(flow: FlowView, draft: Draft): boolean {
  return JSON.stringify(editionOf(flow, draft)) === JSON.stringify(editionOf(flow, begin(flow)))
}

/** The actions that start from a state, in their order. A case is born in `new`. */
export function leaving(flow: FlowView, state: string): FlowAction[] {
  return flow.actions.filter((each) => each.from.includes(state))
}
