import { ref } from 'vue'

/** What a screen reader is told without moving the focus; the frame renders it in a live region. */
export const announced = ref('')

let timer = 0
/** Say it politely. The same words said twice are heard twice. */
export function announce(words: string): void {
  announced.value = ''
  clearTimeout(timer)
  timer = window.setTimeout(() => (announced.value = words), 50)
}
