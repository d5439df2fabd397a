import type { Answer } from '@shared/api/answer'

export type Year = Answer<'/api/v1/calendar/years/{year}'>
export type YearDay = Year['days'][number]
/** A day as an administrator settled it. */
export type SettledDay = Answer<'/api/v1/calendar/days'>['items'][number]

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
