import { computed, ref, shallowRef, watch } from 'vue'
import { defineStore } from 'pinia'
import { api, data } from '@shared/api/client'
import { asProblem, type Problem } from '@shared/api/problem'
import { useSession } from '../../session/store'
import type { Found, HomeLine } from '../types'
import { understood, type As } from './understood'

/**
 * What somebody looks for in the register, and what was found. Kept in memory while the console is open, so that going
 * back from a person's page shows the list again; it stands in no address and is gone with the posting or the session.
 */
export const useFinding = defineStore('registry-finding', () => {
  const session = useSession()
  const text = ref('')
  const as = ref<As>('guess')
  const area = ref<string>()
  /** Those who are no longer here, too. */
  const left = ref(false)
  const people = shallowRef<Found['items'] | null>(null)
  const homes = shallowRef<HomeLine[]>([])
  const next = ref<string | null>(null)
  const busy = ref(false)
  const problem = shallowRef<Problem | null>(null)
  let turn = 0

  const asked = computed(() => understood(text.value, as.value))

  async function find(cursor: string | null = null): Promise<void> {
    if (!Object.keys(asked.value).length) return forget()
    const mine = ++turn
    busy.value = true
    problem.value = null
    const region = area.value ?? ''
    try {
      const { address } = asked.value
      const [found, standing] = await Promise.all([
        data(
          api.POST('/api/v1/registry/search', {
            body: { ...asked.value, region, left: left.value, cursor, limit: 30 } as never,
          }),
        ),
        address && !cursor
          ? data(api.GET('/api/v1/registry/homes', { params: { query: { address, region, limit: 20 } } }))
          : null,
      ])
      if (mine !== turn) return
      people.value = cursor ? [...(people.value ?? []), ...found.items] : found.items
      next.value = found.next
      if (!cursor) homes.value = standing?.items ?? []
    } catch (error) {
      if (mine === turn) problem.value = asProblem(error)
    } finally {
      if (mine === turn) busy.value = false
    }
  }

  function forget(): void {
    turn++
    people.value = null
    homes.value = []
    next.value = null
    problem.value = null
    busy.value = false
  }

  watch([() => session.generation, () => session.locked], () => {
    text.value = ''
    as.value = 'guess'
    area.value = undefined
    forget()
  })

  return { text, as, area, left, people, homes, next, busy, problem, asked, find, forget }
})
