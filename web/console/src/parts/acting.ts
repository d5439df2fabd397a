import { computed, ref, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { asProblem, worded, type Problem } from '@shared/api/problem'
import { filled, missing, type Field, type Values } from '@shared/lib/forms'
import { beginning, formFields } from './form'
import { freshKey } from './key'
import { post } from './post'
import type { Action } from './types'

/** What an action belongs to: something with a version that the platform counts up with every step. */
interface Versioned {
  version: number
}

/**
 * An action somebody has opened: its form, what is typed, and what became of it. It is sent with the version the person
 * saw when opening it, so that nobody acts on what has changed meanwhile without seeing the change.
 */
export function useActing<T extends Versioned>(
  path: (action: string) => string,
  /** What is seen now. */
  current: () => T | null,
  /** Read it again; what is seen then. */
  refresh: () => Promise<T | null>,
  /** It is done. */
  done: (action: Action) => void,
) {
  const { t } = useI18n()
  const action = shallowRef<Action | null>(null)
  const fields = shallowRef<Field[]>([])
  const values = ref<Values>({})
  const faults = shallowRef<Record<string, string>>({})
  const refused = ref('')
  const busy = ref(false)
  /** As it was when the form was opened; after a conflict, the two states to be compared. */
  const seen = shallowRef<T | null>(null)
  const conflict = shallowRef<{ before: T; now: T } | null>(null)
  let key = ''

  function open(chosen: Action, suggested: Values = {}): void {
    action.value = chosen
    fields.value = formFields(chosen.form)
    values.value = beginning(fields.value, suggested)
    faults.value = {}
    refused.value = ''
    conflict.value = null
    seen.value = current()
    key = freshKey()
  }

  function close(): void {
    action.value = null
    conflict.value = null
  }

  async function send(): Promise<void> {
    const chosen = action.value
    const version = seen.value?.version
    if (!chosen || version === undefined || busy.value || conflict.value) return
    refused.value = ''
    const found = missing(fields.value, values.value)
    faults.value = Object.fromEntries(Object.entries(found).map(([name, [why, how]]) => [name, t(why, how)]))
    if (Object.keys(found).length) return
    busy.value = true
    try {
      await post(path(chosen.key), { data: filled(fields.value, values.value), version }, key)
      close()
      done(chosen)
    } catch (error) {
      await fail(asProblem(error))
    } finally {
      busy.value = false
    }
  }

  async function fail(problem: Problem): Promise<void> {
    const before = seen.value
    if (problem.code === 'version.stale' && before) {
      const now = await refresh()
      if (now) conflict.value = { before, now }
      return
    }
    const named = Object.fromEntries(
      Object.entries(problem.fields ?? {}).map(([name, why]) => [name.replace(/^data\./, ''), why]),
    )
    const known = Object.keys(named).some((name) =>
      fields.value.some((field) => name === field.name || name.startsWith(`${field.name}.`)),
    )
    if (known) faults.value = named
    else refused.value = worded(problem, t)
  }

  /** Seen what changed: what was typed now goes with the version that is there. */
  function accept(): void {
    seen.value = conflict.value?.now ?? seen.value
    conflict.value = null
  }

  return {
    action,
    fields,
    values,
    faults,
    refused,
    busy,
    conflict,
    open,
    close,
    send,
    accept,
    isOpen: computed(() => action.value !== null),
  }
}

export type Acting = ReturnType<typeof useActing>
