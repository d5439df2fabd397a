/** Days on the city's calendar, as `2026-11-23`, and the moments at which they begin. */
const ZONE = '+08:00'
const DAY = 86_400_000

export function dayOf(at: number): string {
  return new Date(at + 8 * 3_600_000).toISOString().slice(0, 10)
}

export function startOf(day: string): string {
  return `${day}T00:00:00${ZONE}`
}

/** The day so many days after another. */
export function plus(day: string, days: number): string {
  return dayOf(Date.parse(startOf(day)) + days * DAY)
}

/** How many days from one day to another, both included. */
export function span(from: string, to: string): number {
  return Math.round((Date.parse(startOf(to)) - Date.parse(startOf(from))) / DAY) + 1
}
