/** The place somebody has chosen as theirs: what is announced there stands on the first page. */
import { ref, watch } from 'vue'

export interface Mine {
  /** Code of a grid or region. */
  code: string
  name: string
  level: string
}

const KEPT = 'wangge.mine'

function read(): Mine | null {
  try {
    const found = JSON.parse(localStorage.getItem(KEPT) ?? 'null') as Mine | null
    return found?.code ? found : null
  } catch {
    return null
  }
}

export const mine = ref<Mine | null>(read())
watch(mine, (now) => (now ? localStorage.setItem(KEPT, JSON.stringify(now)) : localStorage.removeItem(KEPT)))
