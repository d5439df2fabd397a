import { inject, provide, type InjectionKey } from 'vue'
import { blank, fieldsOf, type Field, type Schema, type Values } from '@shared/lib/forms'
import type { Attachment, Case, Duplicate, Unit } from './types'

/** What a form's pickers know of the case it belongs to. */
export interface FormContext {
  regionCode: string
  /** Items the text suggests, with the words that speak for them. */
  suggestions: Case['suggestions']
  routing: Case['routing']
  /** Units named in the case, so that chosen numbers have a name. */
  units: Unit[]
  attachments: Attachment[]
  duplicates: () => Promise<Duplicate[]>
  point: [number, number] | null
  /** What to bear in mind at a field, by its name. */
  hints: Record<string, string>
  /** What stands in an empty field, by its name. */
  placeholders: Record<string, string>
  /** What leaving a choice open means, where it is not the usual. */
  blank: string
}

const CONTEXT: InjectionKey<() => FormContext> = Symbol('form context')

/** What is not said is not known. */
export function provideContext(context: () => Partial<FormContext>): void {
  provide(CONTEXT, () => ({ ...NOTHING, ...context() }))
}

/** Forms that belong to no case, such as those of appeals and patrols, know nothing of one. */
const NOTHING: FormContext = {
  regionCode: '',
  suggestions: [],
  routing: null,
  units: [],
  attachments: [],
  duplicates: async () => [],
  point: null,
  hints: {},
  placeholders: {},
  blank: '',
}

export function useContext(): () => FormContext {
  return inject(CONTEXT, () => () => NOTHING, true)
}

/** What a pick is chosen from, by the address the platform names. */
export type Source = 'items' | 'units' | 'regions' | 'duplicates' | 'attachments' | 'none'
const SOURCES: Source[] = ['items', 'units', 'regions', 'duplicates', 'attachments']

export function sourceOf(field: Field): Source {
  return SOURCES.find((each) => field.options.endsWith(`/${each}`)) ?? 'none'
}

/** The fields of an action's form. */
export function formFields(form: unknown): Field[] {
  return fieldsOf(form as Schema)
}

/**
 * What a form begins with: nothing is answered on anybody's behalf, so a yes-or-no question stands open, and what the
 * platform suggests is filled in for a person to confirm.
 */
export function beginning(fields: Field[], suggested: Values = {}): Values {
  const values = blank(fields)
  for (const field of fields) {
    if (field.kind === 'yes') values[field.name] = field.schema.default ?? null
    if (suggested[field.name] !== undefined && suggested[field.name] !== null)
      values[field.name] = suggested[field.name]
  }
  return values
}
