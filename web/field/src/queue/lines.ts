import { exact } from '@shared/lib/time'
import { fieldsOf, type Field, type Schema, type Values } from '@shared/lib/forms'
import type { Line } from './entry'

/** What was filled into a form, as lines people read: titles and labels, no keys. */
export function linesOf(form: Schema, data: Values, words: { yes: string; no: string }): Line[] {
  return fieldsOf(form).flatMap((field) => {
    const value = data[field.name]
    if (value === null || value === undefined || value === '') return []
    const told = read(field, value, words)
    return told ? [{ label: field.title, value: told }] : []
  })
}

function read(field: Field, value: unknown, words: { yes: string; no: string }): string {
  const chosen = (one: unknown) => field.choices.find((each) => each.value === one)?.label
  if (field.kind === 'yes') return value ? words.yes : words.no
  if (field.kind === 'choice') return chosen(value) ?? ''
  if (field.kind === 'choices' && Array.isArray(value)) return value.map(chosen).filter(Boolean).join('、')
  if (field.kind === 'time') return exact(String(value))
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
