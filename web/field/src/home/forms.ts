/** Forms of the register as this app fills them in: several groups on one page, sealed values that stay unless typed. */
import { fieldsOf, type Schema, type Values } from '@shared/lib/forms'
import { t } from '@shared/lib/i18n'
import type { Definitions, FactGroup } from '../store/shapes'

/** What is asked when somebody moves in, in this order; identity and residence always. */
const ON_ARRIVAL = ['identity', 'residence', 'contact', 'living', 'away']

export const groupOf = (known: Definitions | null, key: string) =>
  known?.groups.find((each) => each.key === key)
export const formOf = (known: Definitions | null, key: string): Schema =>
  (groupOf(known, key)?.form ?? {}) as Schema

/** The form of one group; a sealed value that is held says so in its title, for it is never sent back. */
export function formOfHeld(known: Definitions | null, held: FactGroup): Schema {
  const form = formOf(known, held.key)
  const shown = new Map(held.fields.filter((each) => each.sealed).map((each) => [each.key, each.shown]))
  const properties = Object.fromEntries(
    Object.entries(form.properties ?? {}).map(([name, each]) => {
      const masked = shown.get(name)
      const title = masked ? t('home.kept', { title: each.title ?? '', shown: masked }) : each.title
      return [name, { ...each, title }]
    }),
  )
  // What is held and sealed need not be typed again.
  const required = (form.required ?? []).filter((name) => !shown.get(name))
  return { ...form, properties, required }
}

/** Nothing is answered on anybody's behalf: what nobody was asked begins open, and is not a no. */
export const unasked = (form: Schema): Values =>
  Object.fromEntries(
    fieldsOf(form)
      .filter((each) => each.kind === 'yes')
      .map((each) => [each.name, null]),
  )

/** What a changed form says: what was typed, and nothing for what was emptied. */
export function changedBy(held: FactGroup, data: Values): Values {
  const emptied = Object.keys(held.data).filter((name) => !(name in data))
  return { ...Object.fromEntries(emptied.map((name) => [name, null])), ...data }
}

/** Every group that is asked of somebody of this kind, as one form; its fields are called `group.field`. */
export function arrivalForm(known: Definitions | null, kind: string): Schema {
  const groups = ON_ARRIVAL.flatMap((key) => groupOf(known, key) ?? []).filter(
    (each) => !each.kinds.length || each.kinds.includes(kind),
  )
  const properties: Record<string, Schema> = {}
  const required: string[] = []
  for (const group of groups) {
    const form = group.form as Schema
    for (const [name, each] of Object.entries(form.properties ?? {})) {
      if (`${group.key}.${name}` === 'residence.kind') continue
      properties[`${group.key}.${name}`] = each
    }
    // Of a group nobody has to fill in, a field is needed only with the others of its group: the platform checks it.
    if (group.key === 'identity' || group.key === 'residence' || group.kinds.length)
      required.push(...(form.required ?? []).map((name) => `${group.key}.${name}`))
  }
  return { type: 'object', properties, required: required.filter((each) => each !== 'residence.kind') }
}

/** The forms by group, from what was filled into such a form. */
export function arrivalFacts(data: Values, kind: string): Record<string, Values> {
  const facts: Record<string, Values> = { residence: { kind } }
  for (const [name, value] of Object.entries(data)) {
    const [group = '', field = ''] = name.split('.')
    ;(facts[group] ??= {})[field] = value
  }
  return facts
}

/** Why and since when somebody is no longer here. */
export function leavingForm(known: Definitions | null): Schema {
  const oneOf = (known?.reasons_to_leave ?? []).map((each) => ({ const: each.key, title: each.label }))
  return {
    type: 'object',
    properties: {
      reason: { type: 'string', title: t('home.leftWhy'), oneOf },
      day: { type: 'string', title: t('home.leftOn'), format: 'date' },
    },
    required: ['reason', 'day'],
  }
}
