import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'

/** Colours of the design tokens as the map and the charts need them: resolved, for the theme in use. */
const NAMES = {
  accent: '--accent',
  accentSoft: '--accent-soft',
  ground: '--ground',
  surface: '--surface',
  sunk: '--surface-sunk',
  line: '--line',
  lineStrong: '--line-strong',
  ink: '--ink',
  inkSoft: '--ink-soft',
  onAccent: '--on-accent',
  danger: '--danger',
  dangerSoft: '--danger-soft',
  soon: '--soon',
  done: '--done',
  info: '--info',
} as const

export type Palette = Record<keyof typeof NAMES, string>

export function palette(): Palette {
  const style = getComputedStyle(document.documentElement)
  const colours = Object.entries(NAMES).map(([name, token]) => [name, style.getPropertyValue(token).trim()])
  return Object.fromEntries(colours) as Palette
}

/** The palette, kept true while the theme changes by the person's choice or with the device. */
export function usePalette(): Readonly<ShallowRef<Palette>> {
  const current = shallowRef(palette())
  const refresh = () => {
    const now = palette()
    if (now.ground !== current.value.ground || now.accent !== current.value.accent) current.value = now
  }
  const watcher = new MutationObserver(refresh)
  watcher.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'class'] })
  const device = window.matchMedia('(prefers-color-scheme: dark)')
  device.addEventListener('change', refresh)
  onScopeDispose(() => {
    watcher.disconnect()
    device.removeEventListener('change', refresh)
  })
  return current
}
