import { computed, ref, shallowRef } from 'vue'
import type { Geometry, Polygon } from 'geojson'
import { api, data } from '@shared/api/client'
import { asProblem, ProblemError, type Problem } from '@shared/api/problem'
import type { components } from '@shared/api/schema'
import { areaOf, boxOf } from '@shared/map/shapes'
import { forget } from '@shared/map/source'
import type { Box } from '@shared/map/types'
import { ask } from '../../admin/ask'
import { region } from '../../parts/reference'

type Schemas = components['schemas']
export type Fault = Omit<Schemas['FaultOut'], 'geometry'> & { geometry: Geometry }
type Check = Omit<Schemas['CheckOut'], 'faults'> & { faults: Fault[] }

/** The outlines of a grid and its neighbours in the same community: drawn anew, checked, published. */
export function useBoundary(code: string) {
  const community = code.slice(0, 12)
  const names = shallowRef(new Map<string, string>())
  const before = shallowRef(new Map<string, Polygon>())
  const now = shallowRef(new Map<string, Polygon>())
  const problem = shallowRef<Problem | null>(null)
  const inParts = ref(false)
  const checked = shallowRef<Check | null>(null)
  const checking = ref(false)

  const changes = computed(() =>
    [...now.value].filter(([each, polygon]) => polygon !== before.value.get(each)),
  )
  const box = computed<Box | undefined>(() => {
    const shapes = [...before.value.values()]
    return shapes.length
      ? boxOf({ type: 'MultiPolygon', coordinates: shapes.map((each) => each.coordinates) })
      : undefined
  })

  async function load(): Promise<void> {
    problem.value = null
    try {
      const { children } = await region(community)
      names.value = new Map(children.map((each) => [each.code, each.name]))
      const found = await Promise.all(
        children.map(async (each) => {
          const path = { code: each.code }
          const { geometry } = await data(api.GET('/api/v1/regions/{code}/boundary', { params: { path } }))
          return [each.code, geometry as unknown as Geometry] as const
        }),
      )
      inParts.value = found.some(([, geometry]) => geometry.type !== 'Polygon')
      before.value = new Map(
        found.filter((each): each is readonly [string, Polygon] => each[1].type === 'Polygon'),
      )
      now.value = new Map(before.value)
      checked.value = null
    } catch (error) {
      problem.value = asProblem(error)
    }
  }

  function drawn(outlines: Map<string, Polygon>): void {
    now.value = outlines
    checked.value = null
  }

  function undo(): void {
    now.value = new Map(before.value)
    checked.value = null
  }

  const body = () => changes.value.map(([each, geometry]) => ({ code: each, geometry }))

  async function check(): Promise<void> {
    checking.value = true
    problem.value = null
    try {
      checked.value = await ask<Check>('/boundaries/check', 'POST', { changes: body() })
    } catch (error) {
      problem.value = asProblem(error)
    }
    checking.value = false
  }

  /** @throws ProblemError; where the outlines do not fit any more, what is wrong is shown again. */
  async function publish(basis: string): Promise<void> {
    try {
      await ask('/boundaries', 'POST', { changes: body(), basis, version: checked.value?.version })
    } catch (error) {
      if (error instanceof ProblemError && error.problem.code === 'boundary.broken') await check()
      throw error
    }
    forget()
    await load()
  }

  const area = (polygon: Polygon | undefined) => (polygon ? areaOf(polygon) : 0)
  return {
    names,
    before,
    now,
    changes,
    box,
    problem,
    inParts,
    checked,
    checking,
    load,
    drawn,
    undo,
    check,
    publish,
    area,
  }
}
