/** What the worker needs where there is no network: the catalogue, the outlines around, whom to call. */
import { computed, shallowRef, watch } from 'vue'
import { raw } from '@shared/api/client'
import { asProblem } from '@shared/api/problem'
import { keptMap } from '@shared/map/offline'
import { boxOf } from '@shared/map/shapes'
import type { Box, Level, MapSource, Outlines } from '@shared/map/types'
import { locale } from '@shared/lib/i18n'
import { keep, kept } from './kept'
import { online } from './network'
import { person } from './session'
import type { Kit, KitItem } from './shapes'

export const kit = shallowRef<Kit | null>(null)
/** When the kit was true (ISO 8601). */
export const kitAt = shallowRef<string | null>(null)

export const items = computed(() => kit.value?.items ?? [])
export const itemBy = (code: string): KitItem | undefined => items.value.find((each) => each.code === code)

/** The outlines kept, by level; the worker's own grid carries `own`. A grid is called by its community and its own name. */
const outlines = computed(() => {
  const all = ((kit.value?.outlines ?? { features: [] }) as unknown as Outlines).features
  const of = (level: Level) => all.filter((each) => each.properties.level === level)
  const communities = of('community')
  const called = (code: string) =>
    communities.find((each) => code.startsWith(each.properties.code))?.properties.name
  const grids = of('grid').map((each) => {
    const { code, name } = each.properties
    return { ...each, properties: { ...each.properties, full_name: `${called(code) ?? ''}${name}` } }
  })
  const collected = (features: Outlines['features']): Outlines => ({ type: 'FeatureCollection', features })
  return { grid: collected(grids), community: collected(communities) }
})

/** The box of the worker's own grid, else of everything that is kept. */
export const around = computed<Box | null>(() => {
  const grids = outlines.value.grid.features
  const own = grids.find((each) => each.properties.code === kit.value?.worker.grid) ?? grids[0]
  return own ? boxOf(own.geometry) : null
})

/** The map that needs no network; null until there is a kit with outlines. */
export const ownMap = computed<MapSource | null>(() =>
  around.value ? keptMap(outlines.value, around.value) : null,
)

/** What an emergency number is called. */
export const called = (number: string): string =>
  kit.value?.emergency.find((each) => each.key === number)?.label ?? number

interface Packed {
  tag: string
  kit: Kit
}
const NAME = () => `kit ${locale.value}`

async function unpack(): Promise<void> {
  const of = person.value?.id
  kit.value = null
  if (!of) return
  const copy = await kept<Packed>(of, NAME())
  if (copy && person.value?.id === of) {
    kit.value = copy.value.kit
    kitAt.value = copy.at
  }
}

/** Take a newer kit where there is one; without network the old one serves. */
export async function renew(): Promise<void> {
  const of = person.value?.id
  if (!of || !online.value) return
  const copy = await kept<Packed>(of, NAME())
  try {
    const answer = await raw('/api/v1/field/kit', {
      headers: copy ? { 'If-None-Match': copy.value.tag } : {},
    })
    const packed: Packed = { tag: answer.headers.get('ETag') ?? '', kit: (await answer.json()) as Kit }
    if (person.value?.id !== of) return
    kit.value = packed.kit
    kitAt.value = new Date().toISOString()
    await keep(of, NAME(), packed)
  } catch (error) {
    // 304: nothing newer. Anything else: the old one serves, and the next time is soon.
    if (asProblem(error).status === 304 && copy) {
      kitAt.value = new Date().toISOString()
      await keep(of, NAME(), copy.value)
    }
  }
}

/** Keep the kit to the person and the language, from now on. */
export function carryKit(): void {
  watch([() => person.value?.id, () => person.value?.grid, locale], () => void unpack().then(renew), {
    immediate: true,
  })
  window.addEventListener('online', () => void renew())
}
