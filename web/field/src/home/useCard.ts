/** The card of one home: as the platform says it, else as it was taken along; and what this phone told since. */
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { api, data } from '@shared/api/client'
import { asProblem, ProblemError, type Problem } from '@shared/api/problem'
import { unsettled } from '../queue/entry'
import { entries } from '../queue/runner'
import { againWhenFewer } from '../store/kept'
import { online } from '../store/network'
import { person } from '../store/session'
import type { HomeCard } from '../store/shapes'
import { open } from './keys'
import { keepIfTaken, taken } from './taken'

export function useCard(number: () => number) {
  const value = shallowRef<HomeCard | null>(null)
  /** Set while what is shown could not be brought up to date: when it was true (ISO 8601). */
  const stale = ref<string | null>(null)
  const loading = ref(true)
  const problem = shallowRef<Problem | null>(null)
  /** It lies here, and the password is needed to read it. */
  const locked = ref(false)
  let turn = 0

  const pending = computed(() =>
    entries.value.filter(
      (each) => unsettled(each) && each.what.kind === 'register' && each.what.home === number(),
    ),
  )

  async function refresh(): Promise<void> {
    const [mine, of, wanted] = [++turn, person.value?.id, number()]
    if (!of || !wanted) return
    try {
      if (!online.value) throw new ProblemError({ code: 'face.offline', status: 0, title: '' })
      const path = { number: wanted }
      const fresh = await data(api.GET('/api/v1/registry/homes/{number}/card', { params: { path } }))
      if (mine !== turn) return
      value.value = fresh
      stale.value = problem.value = null
      locked.value = false
      await keepIfTaken(of, fresh)
    } catch (error) {
      if (mine === turn) await fromPhone(of, wanted, error)
    } finally {
      if (mine === turn) loading.value = false
    }
  }

  /** What was taken along, unless the platform says that there is nothing (any more) for this worker. */
  async function fromPhone(of: number, wanted: number, error: unknown): Promise<void> {
    problem.value = asProblem(error)
    const refused = problem.value.status >= 400 && problem.value.status < 500 && problem.value.status !== 401
    const found = refused ? null : await taken(of, wanted)
    if (!found) {
      if (refused) value.value = null
      stale.value = value.value ? (stale.value ?? new Date().toISOString()) : null
      return
    }
    locked.value = 'why' in found.card && found.card.why === 'locked'
    if ('value' in found.card) value.value = found.card.value
    stale.value = value.value ? found.at : null
  }

  watch([number, () => person.value?.id, open], () => void refresh(), { immediate: true })
  againWhenFewer(() => pending.value.length, refresh)
  const again = () => void (document.visibilityState === 'visible' && refresh())
  window.addEventListener('online', again)
  document.addEventListener('visibilitychange', again)
  onScopeDispose(() => {
    window.removeEventListener('online', again)
    document.removeEventListener('visibilitychange', again)
  })
  return { value, stale, loading, problem, locked, pending, refresh }
}
