import { expect, it } from 'vitest'
import { lead, months, type YearDay } from './year'

const days: YearDay[] = Array.from({ length: 365 }, (_, at) => ({
  day: new Date(Date.UTC(2026, 0, 1 + at)).toISOString().slice(0, 10),
  working: true,
  settled: false,
  sure: true,
}))

it('sorts the days of a year into its months', () => {
  const sorted = months({ year: 2026, working: 365, days })
  expect(sorted.map((each) => each.length)).toEqual([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
  expect(sorted[11]?.at(-1)?.day).toBe('2026-12-31')
})

it('begins every week on a Monday', () => {
  const sorted = months({ year: 2026, working: 365, days })
  expect(lead(sorted[0] ?? [])).toBe(3)
  expect(lead(sorted[1] ?? [])).toBe(6)
  expect(lead(sorted[5] ?? [])).toBe(0)
})
