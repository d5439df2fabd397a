/** The report being written. Every key stroke is kept, so that a closed tab, a call or an empty battery loses nothing. */
import { reactive, ref, watch } from 'vue'
import type { Shot } from '@shared/phone/shrink'
import { borrowed } from './matters'
import { drop, get, put } from './store'

/** Where: a point with the name of its grid, or words, of which the first part may have been chosen from a list. */
export interface Where {
  lng: number | null
  lat: number | null
  /** The grid of the point, or the place chosen; empty while nothing is chosen. */
  named: string
  /** What was typed: a landmark, a number of a house. */
  words: string
}
export interface Draft {
  text: string
  where: Where
  name: string
  phone: string
}

const KEPT = 'wangge.draft'

export function blank(): Draft {
  return { text: '', where: { lng: null, lat: null, named: '', words: '' }, name: '', phone: '' }
}

function storage(): Storage {
  return borrowed.value ? sessionStorage : localStorage
}

function read(): Draft {
  try {
    const found = JSON.parse(storage().getItem(KEPT) ?? '{}') as Partial<Draft>
    const empty = blank()
    return { ...empty, ...found, where: { ...empty.where, ...found.where } }
  } catch {
    return blank()
  }
}

export const draft = reactive<Draft>(read())
export const photos = ref<Shot[]>([])
/** Resolved once the photos kept from an earlier visit are there. */
export const photosRead = get('photos', 'draft').then((kept) => {
  photos.value = [...(kept ?? []), ...photos.value]
})

watch(draft, () => storage().setItem(KEPT, JSON.stringify(draft)), { deep: true, flush: 'sync' })
watch(photos, (now) => void photosRead.then(() => put('photos', 'draft', [...now])))

/** The place as the platform is told it: what was chosen, then what was typed; at most 200 characters. */
export function placeOf(where: Where): string {
  return [where.named, where.words.trim()].filter(Boolean).join(' ').slice(0, 200)
}

export function fill(with_: Draft, shots: Shot[]): void {
  Object.assign(draft, with_, { where: { ...with_.where } })
  photos.value = shots
}

export function clear(): void {
  Object.assign(draft, blank())
  photos.value = []
  storage().removeItem(KEPT)
  void drop('photos', 'draft')
}
