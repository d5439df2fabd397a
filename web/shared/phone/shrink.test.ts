import { expect, it } from 'vitest'
import { fitted, LONGEST, uuid } from './shrink'

it('fits a photo into the longest side and keeps its shape', () => {
  expect(fitted(4000, 3000)).toEqual([LONGEST, 1200])
  expect(fitted(3000, 4000)).toEqual([1200, LONGEST])
  expect(fitted(800, 600)).toEqual([800, 600])
  expect(fitted(100_000, 1)).toEqual([LONGEST, 1])
})

it('names things at random, with and without the newer function', () => {
  const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
  expect(uuid()).toMatch(shape)
  const newer = crypto.randomUUID
  Object.defineProperty(crypto, 'randomUUID', { value: undefined, configurable: true })
  try {
    expect(uuid()).toMatch(shape)
    expect(uuid()).not.toBe(uuid())
  } finally {
    Object.defineProperty(crypto, 'randomUUID', { value: newer, configurable: true })
  }
})
