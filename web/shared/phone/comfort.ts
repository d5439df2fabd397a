import { ref, watchEffect } from 'vue'

/** How large the text is, and which of the two sets of colours; `auto` follows the phone. */
export const TEXTS = ['normal', 'large'] as const
export const THEMES = ['auto', 'light', 'dark'] as const
export type TextSize = (typeof TEXTS)[number]
export type Theme = (typeof THEMES)[number]

function kept<T extends string>(name: string, among: readonly T[]): T {
  const found = globalThis.localStorage?.getItem(name)
  return among.find((each) => each === found) ?? (among[0] as T)
}

export const textSize = ref<TextSize>(kept('wangge.text', TEXTS))
export const theme = ref<Theme>(kept('wangge.theme', THEMES))

/** Put both on the page, now and whenever they change, and remember them on this phone. */
export function comfortable(root: HTMLElement = document.documentElement): void {
  root.dataset.face = 'phone'
  watchEffect(() => {
    root.dataset.text = textSize.value
    localStorage.setItem('wangge.text', textSize.value)
  })
  watchEffect(() => {
    if (theme.value === 'auto') delete root.dataset.theme
    else root.dataset.theme = theme.value
    localStorage.setItem('wangge.theme', theme.value)
  })
}
