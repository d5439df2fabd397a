import { expect, it } from 'vitest'
import { csv, everyDay } from './daily'

const some = [{ day: '2026-03-01', count: 4, overdue: 1 }]

it('has every day of the window, also those without cases', () => {
  expect(everyDay(some, '2026-02-28', '2026-03-02')).toEqual([
    { day: '2026-02-28', count: 0, overdue: 0 },
    { day: '2026-03-01', count: 4, overdue: 1 },
    { day: '2026-03-02', count: 0, overdue: 0 },
  ])
})

it('writes a table a spreadsheet reads', () => {
  expect(csv(['日期', '件数', '超期'], some)).toBe('\ufeff日期,件数,超期\r\n2026-03-01,4,1\r\n')
})
