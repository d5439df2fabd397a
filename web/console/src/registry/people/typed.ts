import { shallowRef, watch } from 'vue'
import { defineStore } from 'pinia'
import type { Values } from '@shared/lib/forms'
import { useSession } from '../../session/store'

/** The forms by group that were filled in for somebody who was known already, and where they live now. */
export interface Typed {
  person: number
  home: number
  facts: Record<string, Values>
  source: string
}

/**
 * What was typed of somebody before it turned out who they are, until it is taken over or put away. Kept in memory
 * while the console is open; it stands in no address and is gone with the posting or the session.
 */
export const useTyped = defineStore('registry-typed', () => {
  const session = useSession()
  const last = shallowRef<Typed | null>(null)

  function keep(typed: Typed): void {
    last.value = typed
  }
  /** One group has been written. */
  function written(group: string): void {
    if (!last.value) return
    const { [group]: _, ...facts } = last.value.facts
    last.value = { ...last.value, facts }
  }
  function forget(): void {
    last.value = null
  }

  watch([() => session.generation, () => session.locked], forget)
  return { last, keep, written, forget }
})
