import type { Field, Values } from '@shared/lib/forms'

const empty = (value: unknown) =>
  value === null || value === undefined || (typeof value === 'string' && !value.trim())

/**
 * What a form of facts says beside what was known when it was opened: what is new, and null for what was taken away. What
 * stays as it is, is not sent, so that nobody's newer word is overwritten; a masked value is not there to be sent at all.
 */
export function changes(
  fields: Field[],
  values: Values,
  before: Values,
  dropped: readonly string[] = [],
): Values {
  const sent: Values = {}
  for (const { name } of fields) {
    const value = values[name]
    if (dropped.includes(name)) sent[name] = null
    else if (empty(value)) {
      if (!empty(before[name])) sent[name] = null
    } else if (value !== before[name]) sent[name] = typeof value === 'string' ? value.trim() : value
  }
  return sent
}

/** The faults of a nested form by the names of its fields: those below `path`. */
export function below(faults: Record<string, string>, path: string): Record<string, string> {
  const start = `${path}.`
  return Object.fromEntries(
    Object.entries(faults)
      .filter(([name]) => name.startsWith(start))
      .map(([name, said]) => [name.slice(start.length), said]),
  )
}
