import { onScopeDispose, ref, watch, type Ref } from 'vue'
import { places, type Place } from './public'

/** Milliseconds of rest after which words are looked up. */
const REST = 350
/** One character names half a city. */
const LEAST = 2

export interface Found {
  /** Null while nothing has been looked up for the words that stand there. */
  places: Ref<Place[] | null>
  busy: Ref<boolean>
  /** Whether the platform could not be asked. */
  failed: Ref<boolean>
}

/** Places of the city the words may mean, while they are typed; an answer to older words is dropped. */
export function usePlaces(words: () => string, ask: typeof places = places): Found {
  const found = ref<Place[] | null>(null)
  const busy = ref(false)
  const failed = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  let turn = 0
  watch(words, (typed) => {
    clearTimeout(timer)
    const mine = ++turn
    found.value = null
    failed.value = false
    busy.value = typed.trim().length >= LEAST
    if (!busy.value) return
    timer = setTimeout(async () => {
      try {
        const items = await ask(typed.trim())
        if (mine === turn) found.value = items
      } catch {
        if (mine === turn) failed.value = true
      } finally {
        if (mine === turn) busy.value = false
      }
    }, REST)
  })
  onScopeDispose(() => {
    clearTimeout(timer)
    turn = -1
  })
  return { places: found, busy, failed }
}
