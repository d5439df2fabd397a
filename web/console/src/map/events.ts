import { onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import { api, data } from '@shared/api/client'
import { asProblem, type Problem } from '@shared/api/problem'
import type { components } from '@shared/api/schema'
import type { Box } from '@shared/map/types'
import { asked, type MapFilters } from './filters'

export type Cluster = components['schemas']['Cluster']
export type HeatCell = components['schemas']['HeatCell']

/** A view of the map is asked for when it has rested for so long, in milliseconds. */
const REST = 150

/**
 * The cases in the part of the map that is seen, in clusters or as heat. What was seen stays until the next answer is
 * there; an answer that came too late is not used.
 */
export function useMapped(filters: () => MapFilters, may: () => boolean) {
  const view = shallowRef<{ box: Box; zoom: number }>()
  const clusters = shallowRef<Cluster[]>([])
  const heat = shallowRef<{ cells: HeatCell[]; most: number }>({ cells: [], most: 0 })
  const capped = ref(false)
  const loading = ref(true)
  const problem: Ref<Problem | null> = ref(null)
  let call = new AbortController()
  let timer = 0

  async function load(): Promise<void> {
    if (!view.value || !may()) return
    call.abort()
    const mine = (call = new AbortController())
    const { box, zoom } = view.value
    const query = { bbox: box.map((each) => each.toFixed(6)).join(','), zoom, ...asked(filters()) }
    const options = { params: { query }, signal: mine.signal }
    loading.value = true
    try {
      if (filters().mode === 'heat') {
        const found = await data(api.GET('/api/v1/map/heat', options))
        heat.value = found
        capped.value = found.capped
      }
      const found = await data(api.GET('/api/v1/map/events', options))
      clusters.value = found.clusters
      if (filters().mode === 'cases') capped.value = found.capped
      problem.value = null
    } catch (error) {
      if (mine.signal.aborted) return
      problem.value = asProblem(error)
    }
    if (mine === call) loading.value = false
  }

  function soon(): void {
    clearTimeout(timer)
    timer = window.setTimeout(load, REST)
  }

  watch([view, filters], soon, { deep: true })
  onScopeDispose(() => {
    clearTimeout(timer)
    call.abort()
  })
  return { view, clusters, heat, capped, loading, problem, load }
}
