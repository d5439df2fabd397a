import { computed, onScopeDispose, ref, type ComputedRef, type Ref } from 'vue'
import { locale, type Locale } from './i18n'

const ZONE = 'Asia/Shanghai'
const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]

function language(of: Locale): string {
  return of === 'en' ? 'en-GB' : 'zh-CN'
}

/** The largest unit that fits a number of seconds, and how many of it: `[-3, 'hour']`. Under a minute: minutes. */
export function coarse(seconds: number): [number, Intl.RelativeTimeFormatUnit] {
  const [unit, size] = STEPS.find(([, each]) => Math.abs(seconds) >= each) ?? ['minute', 60]
  return [Math.trunc(seconds / size), unit]
}

/** Chinese typography sets figures off from words by a space; `Intl` does not. */
function spaced(text: string): string {
  return text.replace(/(\d)(?=\p{Script=Han})/gu, '$1 ')
}

/** How long, in one unit: 3 小时, 3 hours. What is under a minute is called a minute: "0 minutes over" says nothing. */
export function duration(seconds: number, of: Locale = locale.value): string {
  const [amount, unit] = coarse(Math.abs(seconds))
  const form = { style: 'unit', unit: unit as string, unitDisplay: 'long' } as const
  return spaced(new Intl.NumberFormat(language(of), form).format(Math.max(1, amount)))
}

/** When, seen from now: 3 小时前, in 2 days. */
export function relative(at: string | Date, now: number = Date.now(), of: Locale = locale.value): string {
  const [amount, unit] = coarse((new Date(at).getTime() - now) / 1000)
  return spaced(new Intl.RelativeTimeFormat(language(of), { numeric: 'auto' }).format(amount, unit))
}

/** The exact time on the city's clock: 2026年11月23日 08:36. */
export function exact(at: string | Date, of: Locale = locale.value): string {
  return new Intl.DateTimeFormat(language(of), {
    timeZone: ZONE,
    dateStyle: 'long',
    timeStyle: 'short',
    hour12: false,
  }).format(new Date(at))
}

/** A day on the city's calendar: 2026年11月23日. */
export function day(at: string | Date, of: Locale = locale.value): string {
  return new Intl.DateTimeFormat(language(of), { timeZone: ZONE, dateStyle: 'long' }).format(new Date(at))
}

/**
 * A deadline: the message key and its words, `due.left` 还剩 3 小时 or `due.over` 已超 2 天.
 * Pass both to `t`.
 */
export function deadline(
  at: string | Date,
  now: number = Date.now(),
  of: Locale = locale.value,
): [string, { time: string }] {
  const seconds = (new Date(at).getTime() - now) / 1000
  return [seconds < 0 ? 'due.over' : 'due.left', { time: duration(seconds, of) }]
}

/** A clock that ticks every half minute while somebody looks at it. */
export function useNow(every = 30_000): Ref<number> {
  const now = ref(Date.now())
  const timer = setInterval(() => (now.value = Date.now()), every)
  onScopeDispose(() => clearInterval(timer))
  return now
}

/** `relative` that stays true while it is on the screen. */
export function useRelative(at: () => string | Date | null | undefined): ComputedRef<string> {
  const now = useNow()
  return computed(() => {
    const value = at()
    return value ? relative(value, now.value, locale.value) : ''
  })
}
