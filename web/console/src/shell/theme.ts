import { computed, ref, watchEffect } from 'vue'

/** Light, dark, or as the device says. */
export type Theme = 'auto' | 'light' | 'dark'
export const THEMES: readonly Theme[] = ['auto', 'light', 'dark']

const KEPT = 'wangge.theme'
const device = window.matchMedia('(prefers-color-scheme: dark)')
const deviceDark = ref(device.matches)
device.addEventListener('change', (event) => (deviceDark.value = event.matches))

/** The theme this person chose on this device. */
export const theme = ref<Theme>(THEMES.find((each) => each === localStorage.getItem(KEPT)) ?? 'auto')

/** Something for paper is on the screen: that is light, whatever was chosen. */
export const paper = ref(false)

/** Whether it is dark right now; the map and the charts draw by it. */
export const dark = computed(
  () => !paper.value && (theme.value === 'auto' ? deviceDark.value : theme.value === 'dark'),
)

/** Put the theme on the document and keep it there. */
export function useTheme(): void {
  watchEffect(() => {
    const root = document.documentElement
    root.dataset.theme = dark.value ? 'dark' : 'light'
    root.classList.toggle('dark', dark.value)
    localStorage.setItem(KEPT, theme.value)
  })
}
