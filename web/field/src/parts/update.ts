import { ref, type Ref } from 'vue'
import { useRegisterSW } from 'virtual:pwa-register/vue'

/** The app keeps itself on the phone; a newer one is taken when the worker says so, never in the middle of a report. */
export function useUpdate(): { waiting: Ref<boolean>; take: () => void } {
  if (!('serviceWorker' in navigator)) return { waiting: ref(false), take: () => undefined }
  const { needRefresh, updateServiceWorker } = useRegisterSW()
  return { waiting: needRefresh, take: () => void updateServiceWorker(true) }
}
