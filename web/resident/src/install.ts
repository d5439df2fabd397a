/** What makes it an app: it opens without a network, can be put on the home screen, and survives an update of the city's server. */
import { ref, shallowRef } from 'vue'

interface InstallPrompt extends Event {
  prompt(): Promise<void>
}

/** Set where the browser offers to put the app on the home screen. */
export const prompt = shallowRef<InstallPrompt | null>(null)
export const online = ref(navigator.onLine)

const RELOADED = 'wangge.reloaded'
/** A page that has just been loaded anew for the same reason is not loaded again. */
const PATIENCE = 30_000

export function install(): void {
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault()
    prompt.value = event as InstallPrompt
  })
  for (const name of ['online', 'offline']) addEventListener(name, () => (online.value = navigator.onLine))
  // After an update the server has no longer the old pieces this page may ask for: load it anew, once.
  addEventListener('vite:preloadError', (event) => {
    const last = Number(sessionStorage.getItem(RELOADED) ?? 0)
    if (!navigator.onLine || Date.now() - last < PATIENCE) return
    event.preventDefault()
    sessionStorage.setItem(RELOADED, String(Date.now()))
    location.reload()
  })
  if (import.meta.env.PROD && 'serviceWorker' in navigator)
    addEventListener('load', () => void navigator.serviceWorker.register('/sw.js').catch(() => undefined))
}
