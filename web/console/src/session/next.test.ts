import { beforeEach, expect, test, vi } from 'vitest'
import { keepNext, nextPage, ours } from './next'

beforeEach(() => {
  const held = new Map<string, string>()
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => held.get(key) ?? null,
    setItem: (key: string, value: string) => held.set(key, value),
    removeItem: (key: string) => held.delete(key),
  })
})

test('only a page of ours is gone to', () => {
  expect(ours('/work/todo?overdue=1')).toBe('/work/todo?overdue=1')
  for (const other of [
    'https://example.org',
    '//example.org',
    '/\\example.org',
    'javascript:alert(1)',
    '',
    null,
  ])
    expect(ours(other)).toBe('/')
})

test('what was wanted is kept for one return', () => {
  keepNext('/map')
  expect(nextPage()).toBe('/map')
  expect(nextPage()).toBe('/')
})
