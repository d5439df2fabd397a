import { ref } from 'vue'

/** Whether the phone thinks it has a network; that the platform answers is another matter. */
export const online = ref(navigator.onLine)

export function watchNetwork(): void {
  window.addEventListener('online', () => (online.value = true))
  window.addEventListener('offline', () => (online.value = false))
}
