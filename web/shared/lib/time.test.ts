import { expect, it } from 'vitest'
import { coarse, deadline, duration, exact, relative } from './time'

const now = Date.parse('2026-05-20T08:00:00Z')

it('says durations in one unit', () => {
  expect(duration(3 * 3600 + 50, 'zh-Hans')).toBe('3 小时')
  expect(duration(2 * 86400, 'en')).toBe('2 days')
  expect(duration(-10, 'en')).toBe('1 minute')
  expect(coarse(20)).toEqual([0, 'minute'])
})

it('says when, seen from now', () => {
  expect(relative('2026-05-20T05:00:00Z', now, 'zh-Hans')).toBe('3 小时前')
  expect(relative('2026-05-21T09:00:00Z', now, 'en')).toBe('tomorrow')
})

it('says what is left of a deadline, and what is over', () => {
  expect(deadline('2026-05-20T11:00:00Z', now, 'zh-Hans')).toEqual(['due.left', { time: '3 小时' }])
  expect(deadline('2026-05-18T08:00:00Z', now, 'zh-Hans')).toEqual(['due.over', { time: '2 天' }])
})

it('shows the exact time on the clock of the city, wherever the browser is', () => {
  expect(exact('2026-05-20T00:05:00Z', 'zh-Hans')).toContain('08:05')
})
