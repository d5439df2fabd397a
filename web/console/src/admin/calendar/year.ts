export interface YearDay {
  day: string
  working: boolean
  settled: boolean
  sure: boolean
}

export interface Year {
  year: number
  working: number
  days: YearDay[]
}

/** A day as an administrator settled it. */
export interface SettledDay {
  day: string
  working: boolean
  reason: string
  at: string
  by: string
}

/** The days of each of the twelve months. */
export function months(year: Year): YearDay[][] {
  return Array.from({ length: 12 }, (_, at) =>
    year.days.filter((each) => Number(each.day.slice(5, 7)) === at + 1),
  )
}

/** Empty places before the first day, so that every week begins on a Monday. */
export function lead(days: YearDay[]): number {
  const first = days[0]
  return first ? (new Date(`${first.day}T00:00:00Z`).getUTCDay() + 6) % 7 : 0
}
