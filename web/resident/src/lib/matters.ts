/**
 * The matters this phone remembers: case number and secret, so that nobody has to type them again. On a phone that
 * is somebody else's they are kept until the page is closed and no longer.
 */
import { ref, watch } from 'vue'

export interface Matter {
  case_no: string
  secret: string
  /** The first words of what was reported; empty where number and secret were typed in. */
  text: string
  /** When it was reported or first looked up, ISO 8601. */
  at: string
}

const KEPT = 'wangge.matters'
const BORROWED = 'wangge.borrowed'
/** How many are kept; the oldest goes first. */
const MOST = 30
const EXCERPT = 40

function read(storage: Storage): Matter[] {
  try {
    const found = JSON.parse(storage.getItem(KEPT) ?? '[]') as Matter[]
    return Array.isArray(found) ? found.filter((each) => each.case_no && each.secret) : []
  } catch {
    return []
  }
}

/** Whether this phone is somebody else's. */
export const borrowed = ref(localStorage.getItem(BORROWED) === 'yes')
export const matters = ref<Matter[]>(read(borrowed.value ? sessionStorage : localStorage))

function keep(): void {
  const [used, other] = borrowed.value ? [sessionStorage, localStorage] : [localStorage, sessionStorage]
  used.setItem(KEPT, JSON.stringify(matters.value))
  other.removeItem(KEPT)
}

watch(matters, keep, { deep: true, flush: 'sync' })
watch(
  borrowed,
  (now) => {
    localStorage.setItem(BORROWED, now ? 'yes' : 'no')
    keep()
  },
  { flush: 'sync' },
)

/** The letters and digits of a secret as the platform writes them: `abcd efgh jkmn` → `ABCD-EFGH-JKMN`. */
export function secretOf(typed: string): string {
  const plain = typed.toUpperCase().replace(/[^0-9A-Z]/g, '')
  return plain.replace(/(.{4})(?=.)/g, '$1-')
}

export function remember(case_no: string, secret: string, text = '', at = new Date().toISOString()): void {
  const known = find(case_no)
  const words = text.length > EXCERPT ? `${text.slice(0, EXCERPT)}…` : text
  const matter = { case_no, secret: secretOf(secret), text: words || known?.text || '', at: known?.at ?? at }
  matters.value = [matter, ...matters.value.filter((each) => each.case_no !== case_no)].slice(0, MOST)
}

export function forget(case_no: string): void {
  matters.value = matters.value.filter((each) => each.case_no !== case_no)
}

export function find(case_no: string): Matter | undefined {
  return matters.value.find((each) => each.case_no === case_no)
}
