/** Where somebody wanted to go who was asked to log in first, kept while they are at the city's provider. */
const KEY = 'wangge.next'

/** A page of ours, the first one if it is none. */
export function ours(wanted: unknown): string {
  const next = String(wanted ?? '')
  return next.startsWith('/') && !next.startsWith('//') && !next.startsWith('/\\') ? next : '/'
}

export function keepNext(wanted: unknown): void {
  sessionStorage.setItem(KEY, ours(wanted))
}

/** What was kept, once. */
export function nextPage(): string {
  const kept = sessionStorage.getItem(KEY)
  sessionStorage.removeItem(KEY)
  return ours(kept)
}
