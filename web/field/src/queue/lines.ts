import { inWords } from '@shared/lib/differences'
import { fieldsOf, type Schema, type Values } from '@shared/lib/forms'
import type { Line } from './entry'

/** What was filled into a form, as lines people read: titles and labels, no keys. */
export function linesOf(form: Schema, data: Values, words: { yes: string; no: string }): Line[] {
  return fieldsOf(form).flatMap((field) => {
    const value = inWords(field, data[field.name], words)
    return value ? [{ label: field.title, value }] : []
  })
}
