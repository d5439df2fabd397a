import type { Answer } from '@shared/api/answer'
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
export type Choices = Answer<'/api/v1/choices'>
export type TodoCounts = Answer<'/api/v1/todo/counts'>

/** A fact that is no longer what a person saw: `fact` is the key of its name. */
export interface Change {
  fact: string
  before: string
  now: string
}
