import type { components } from '@shared/api/schema'

type Schemas = components['schemas']

export type Named = Schemas['Named']
export type Case = Schemas['EventView']
export type Action = Schemas['ActionView']
export type Clock = Schemas['ClockView']
export type Attachment = Schemas['AttachmentView']
export type TodoRow = Schemas['TodoRow']
export type EventRow = Schemas['EventRow']
export type Step = Schemas['StepView']
export type Duplicate = Schemas['DuplicateView']
export type Unit = Schemas['UnitNamed']

export interface Choices {
  kinds: Named[]
  states: Named[]
  open_states: string[]
  patrol_states: Named[]
  appeal_states: Named[]
  steps: Named[]
  channels: Named[]
  grades: Named[]
  due: Named[]
}

export interface Counted {
  key: string
  label: string
  count: number
}

/** `capped`: there are more than the platform counts. */
export interface TodoCounts {
  total: number
  states: Counted[]
  due: Counted[]
  capped: boolean
}

/** A fact that is no longer what a person saw: `fact` is the key of its name. */
export interface Change {
  fact: string
  before: string
  now: string
}
