import { ref } from 'vue'

/** What was done on one page and is told on the next, once. */
export const told = ref('')
