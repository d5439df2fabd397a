import { ref, watch } from 'vue'

const KEPT = 'wangge.compact'

/** Rows of 28 instead of 36 pixels; kept on this device. */
export const compact = ref(localStorage.getItem(KEPT) === 'true')
watch(compact, (now) => localStorage.setItem(KEPT, String(now)))
