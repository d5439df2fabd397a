/** The report being written. Every key stroke is kept, so that a closed tab, a call or an empty battery loses nothing. */
import { reactive, shallowRef, watch } from 'vue'
import type { Shot } from '@shared/phone/shrink'
import { borrowed } from './matters'
import { drop, get, put } from './store'
import { blank, type Draft } from './where'

const KEPT = 'wangge.draft'

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
/** Plain, not reactive inside: a database takes no proxies. */
export const photos = shallowRef<Shot[]>([])
/** Resolved once the photos kept from an earlier visit are there. */
export const photosRead = get('photos', 'draft').then((kept) => {
  photos.value = [...(kept ?? []), ...photos.value]
})

watch(
  [draft, borrowed],
  () => {
    for (const each of [localStorage, sessionStorage])
      if (each !== storage() || untouched()) each.removeItem(KEPT)
      else each.setItem(KEPT, JSON.stringify(draft))
  },
  { deep: true, flush: 'sync' },
)
watch(photos, (now) => void photosRead.then(() => put('photos', 'draft', [...now])))

/** A form that was opened and left is no draft. */
function untouched(): boolean {
  return JSON.stringify(draft) === JSON.stringify(blank())
}

export function fill(with_: Draft, shots: Shot[]): void {
  Object.assign(draft, with_, { where: { ...with_.where } })
  photos.value = shots
}

export function clear(): void {
  Object.assign(draft, blank())
  photos.value = []
  void drop('photos', 'draft')
}
