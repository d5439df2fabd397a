import { computed, onScopeDispose, ref, type ComputedRef } from 'vue'

/** Seconds before the end at which a person is warned. */
export const WARNING = 60
/** A person who types without saving keeps the session: the platform hears of it this often, in seconds. */
export const HEARTBEAT = 240
const KEPT = 'wangge.active'
const SIGNS = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const

interface Idle {
  /** Seconds left, once the warning is due; null before. */
  left: ComputedRef<number | null>
  /** Somebody is here: begin again. */
  stay: () => void
}

/**
 * Ends a session in which nobody does anything. All tabs of a browser count together. What the page fetches by itself
 * is no sign of a person.
 *
 * @param minutes after how many minutes it ends
 * @param beat called from time to time while somebody is here
 * @param end called once when time is up
 */
export function useIdle(minutes: () => number, beat: () => void, end: () => void): Idle {
  const now = ref(Date.now())
  const active = ref(Date.now())
  let told = Date.now()
  let over = false

  const passed = computed(() => (now.value - active.value) / 1000)
  const left = computed(() => {
    const remaining = minutes() * 60 - passed.value
    return remaining <= WARNING ? Math.max(0, Math.ceil(remaining)) : null
  })

  function stay(): void {
    over = false
    active.value = now.value = Date.now()
    localStorage.setItem(KEPT, String(active.value))
    if (active.value - told >= HEARTBEAT * 1000) {
      told = active.value
      beat()
    }
  }
  /** While the warning stands, only its own button counts: a brushed mouse is no answer. */
  function sign(): void {
    if (left.value === null) stay()
  }
  function elsewhere(event: StorageEvent): void {
    if (event.key === KEPT && event.newValue) active.value = Math.max(active.value, Number(event.newValue))
  }

  for (const each of SIGNS) window.addEventListener(each, sign, { passive: true, capture: true })
  window.addEventListener('storage', elsewhere)
  const timer = setInterval(() => {
    now.value = Date.now()
    if (left.value === 0 && !over) {
      over = true
      end()
    }
  }, 1000)
  onScopeDispose(() => {
    clearInterval(timer)
    window.removeEventListener('storage', elsewhere)
    for (const each of SIGNS) window.removeEventListener(each, sign, { capture: true })
  })
  localStorage.setItem(KEPT, String(active.value))
  return { left, stay }
}
