/**
 * What was typed of somebody who turned out to be known, beside what is known: nothing that was typed is lost, and
 * nothing that is known is overwritten by itself.
 */
import { fieldsOf, type Field, type Schema, type Values } from './forms'
import { exact } from './time'

/** A group of facts as the register shows it: `data` in the clear, sealed fields masked in `shown`. */
export interface HeldGroup {
  key: string
  objected_at: string | null
  fields: { key: string; label: string; shown: string; sealed: boolean }[]
  data: Values
}

/** The form of a group, as the register's definitions give it. */
export interface GroupForm {
  key: string
  subject: string
  label: string
  form: unknown
}

/**
 * One field that was typed otherwise than it is known; `before` is what is known as it is shown, '' for nothing.
 * `unsure`: sealed, and what can be seen of it agrees, so that it may be the same. `objected`: the person does not
 * want the group to be used, so nothing may be written.
 */
export interface Difference {
  group: string
  field: string
  label: string
  before: string
  after: string
  value: unknown
  unsure: boolean
  objected: boolean
}

/** What the refusal is about: by this number, and so with this day of birth, they are one and the same. */
const SAME = 'identity'

/** Field by field, in the order things are asked in. `facts` are the forms by group, as they were sent. */
export function differences(
  facts: Record<string, Values>,
  forms: GroupForm[],
  held: HeldGroup[],
  words: { yes: string; no: string },
): Difference[] {
  return forms
    .filter((each) => each.subject === 'person' && facts[each.key])
    .flatMap((group) => {
      const known = held.find((each) => each.key === group.key)
      return fieldsOf(group.form as Schema).flatMap((field): Difference[] => {
        const typed = facts[group.key]?.[field.name]
        const value = typeof typed === 'string' ? typed.trim() : typed
        const after = inWords(field, value, words)
        if (!after || known?.data[field.name] === value) return []
        const before = known?.fields.find((each) => each.key === field.name)
        const unsure = Boolean(before?.sealed && before.shown && fits(before.shown, String(value)))
        if (unsure && group.key === SAME) return []
        return [
          {
            group: group.key,
            field: field.name,
            label: field.title,
            before: before?.shown ?? '',
            after,
            value,
            unsure,
            objected: Boolean(known?.objected_at),
          },
        ]
      })
    })
}

/** The forms by group of what is to be written, in the order of `all`. */
export function formsOf(all: Difference[]): [string, Values][] {
  const found = new Map<string, Values>()
  for (const each of all) found.set(each.group, { ...found.get(each.group), [each.field]: each.value })
  return [...found]
}

/** Whether a value may be what a mask hides: the parts that can be seen agree. How much is hidden is not told. */
function fits(mask: string, value: string): boolean {
  const [start = '', ...rest] = mask.split(/\*+/)
  const said = value.replace(/\s/g, '').toUpperCase()
  let at = start.length
  if (!said.startsWith(start)) return false
  for (const [place, part] of rest.entries()) {
    const last = place === rest.length - 1
    const found = last ? said.length - part.length : said.indexOf(part, at + 1)
    if (found <= at || !said.startsWith(part, found)) return false
    at = found + part.length
  }
  return true
}

/** One value as people read it, '' for none: labels, no keys. */
export function inWords(field: Field, value: unknown, words: { yes: string; no: string }): string {
  const chosen = (one: unknown) => field.choices.find((each) => each.value === one)?.label
  if (value === null || value === undefined || value === '') return ''
  if (field.kind === 'yes') return value ? words.yes : words.no
  if (field.kind === 'choice') return chosen(value) ?? ''
  if (field.kind === 'choices' && Array.isArray(value)) return value.map(chosen).filter(Boolean).join('、')
  if (field.kind === 'time') return exact(String(value))
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
