/**
 * A form of the flow engine, as fields a face can draw. The engine describes each action's form as JSON Schema;
 * here it becomes a list in its order. No face knows an action by heart: new actions and fields appear by themselves.
 */

export interface Schema {
  type?: string | string[]
  title?: string
  description?: string
  const?: unknown
  enum?: unknown[]
  oneOf?: Schema[]
  anyOf?: Schema[]
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  default?: unknown
  format?: string
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  minItems?: number
  maxItems?: number
  pattern?: string
  $ref?: string
  $defs?: Record<string, Schema>
  'x-options'?: string
}

/** What a field is drawn as. `pick` and `picks` ask the platform for what can be chosen (`options`: its address). */
export type Kind =
  | 'line'
  | 'text'
  | 'yes'
  | 'number'
  | 'day'
  | 'time'
  | 'choice'
  | 'choices'
  | 'pick'
  | 'picks'
  | 'parts'
  | 'point'

export interface Field {
  /** Where the value goes; of a point, the two names are `lng` and `lat`. */
  name: string
  title: string
  kind: Kind
  required: boolean
  default: unknown
  choices: { value: unknown; label: string }[]
  options: string
  schema: Schema
  /** Fields of one entry of a list of `parts`. */
  fields: Field[]
}

export type Values = Record<string, unknown>

/** A text longer than this gets several lines. */
const ONE_LINE = 120

function settled(schema: Schema, root: Schema): Schema {
  if (schema.$ref) {
    const name = schema.$ref.split('/').pop() ?? ''
    const { $ref: _, ...beside } = schema
    return settled({ ...root.$defs?.[name], ...beside }, root)
  }
  const real = schema.anyOf?.filter((each) => each.type !== 'null')
  if (real?.length === 1) {
    const { anyOf: _, ...beside } = schema
    return settled({ ...(real[0] as Schema), ...beside }, root)
  }
  return schema
}

function choicesOf(schema: Schema): Field['choices'] {
  const consts = (schema.oneOf ?? []).filter((each) => 'const' in each)
  if (consts.length)
    return consts.map((each) => ({ value: each.const, label: each.title ?? String(each.const) }))
  return (schema.enum ?? [])
    .filter((each) => each !== null)
    .map((each) => ({ value: each, label: String(each) }))
}

function kindOf(schema: Schema, root: Schema): Kind {
  if (schema.type === 'array') {
    const item = settled(schema.items ?? {}, root)
    if (schema['x-options'] ?? item['x-options']) return 'picks'
    if (choicesOf(item).length) return 'choices'
    return item.type === 'object' ? 'parts' : 'choices'
  }
  if (schema['x-options']) return 'pick'
  if (choicesOf(schema).length) return 'choice'
  if (schema.type === 'boolean') return 'yes'
  if (schema.type === 'integer' || schema.type === 'number') return 'number'
  if (schema.format === 'date') return 'day'
  if (schema.format === 'date-time') return 'time'
  return (schema.maxLength ?? Infinity) > ONE_LINE ? 'text' : 'line'
}

function fieldOf(name: string, given: Schema, parent: Schema, root: Schema): Field {
  const schema = settled(given, root)
  const item = schema.items ? settled(schema.items, root) : undefined
  const kind = kindOf(schema, root)
  return {
    name,
    title: schema.title ?? '',
    kind,
    required: (parent.required ?? []).includes(name),
    default: schema.default ?? (kind === 'yes' ? false : null),
    choices: choicesOf(kind === 'choices' && item ? item : schema),
    options: schema['x-options'] ?? item?.['x-options'] ?? '',
    schema,
    fields: kind === 'parts' && item ? fieldsOf(item, root) : [],
  }
}

/** The fields of a form, in its order. Longitude and latitude are one field, a point on the map. */
export function fieldsOf(form: Schema, root: Schema = form): Field[] {
  const whole = settled(form, root)
  const fields = Object.entries(whole.properties ?? {}).map(([name, each]) =>
    fieldOf(name, each, whole, root),
  )
  const lng = fields.find((each) => each.name === 'lng')
  if (!lng || !fields.some((each) => each.name === 'lat')) return fields
  return fields
    .filter((each) => each.name !== 'lat')
    .map((each) => (each === lng ? { ...lng, kind: 'point' } : each))
}

/** The values a form begins with. */
export function blank(fields: Field[]): Values {
  const values: Values = {}
  for (const field of fields) {
    if (field.kind === 'point') Object.assign(values, { lng: null, lat: null })
    else if (field.kind === 'picks' || field.kind === 'choices') values[field.name] = field.default ?? []
    else if (field.kind === 'parts')
      values[field.name] = Array.from({ length: field.schema.minItems ?? 1 }, () => blank(field.fields))
    else values[field.name] = field.default ?? (field.kind === 'line' || field.kind === 'text' ? '' : null)
  }
  return values
}

/** What is sent: nothing that was left empty and need not be there, so that the platform's own defaults hold. */
export function filled(fields: Field[], values: Values): Values {
  const sent: Values = {}
  for (const field of fields) {
    const names = field.kind === 'point' ? ['lng', 'lat'] : [field.name]
    for (const name of names) {
      const value = values[name]
      const empty =
        value === null || value === undefined || value === '' || (Array.isArray(value) && !value.length)
      if (empty && !field.required) continue
      sent[name] =
        field.kind === 'parts' ? (value as Values[]).map((each) => filled(field.fields, each)) : value
    }
  }
  return sent
}

/**
 * What is plainly missing or too short, by field: message keys of `form.*` with their values. The platform checks
 * everything again; this only spares a person a round trip.
 */
export function missing(fields: Field[], values: Values): Record<string, [string, Values]> {
  const found: Record<string, [string, Values]> = {}
  for (const field of fields) {
    const value = values[field.name]
    const text = typeof value === 'string' ? value.trim() : ''
    if (field.required && field.kind === 'yes' && value !== true && value !== false)
      found[field.name] = ['form.needed', {}]
    else if (field.required && (value === null || value === undefined || value === ''))
      found[field.name] = ['form.needed', {}]
    else if (
      typeof value === 'string' &&
      value &&
      field.schema.minLength &&
      text.length < field.schema.minLength
    )
      found[field.name] = ['form.short', { least: field.schema.minLength }]
    else if (Array.isArray(value) && field.schema.minItems && value.length < field.schema.minItems)
      found[field.name] = ['form.few', { least: field.schema.minItems }]
  }
  return found
}
