import { onScopeDispose, ref, type Ref } from 'vue'

/** Whether a media query holds, as it changes. */
export function useMedia(query: string): Ref<boolean> {
  const list = window.matchMedia(query)
  const holds = ref(list.matches)
  const hear = (event: MediaQueryListEvent) => (holds.value = event.matches)
  list.addEventListener('change', hear)
  onScopeDispose(() => list.removeEventListener('change', hear))
  return holds
}

/** A list and a case stand side by side from here on. */
export const SIDE_BY_SIDE = '(min-width: 1280px)'
