import { afterEach, expect, it } from 'vitest'
import { distance, here, wayTo } from './here'

afterEach(() => (here.value = null))

it('says nothing of a distance it does not know', () => {
  expect(distance(123.2, 41.2)).toBeNull()
  here.value = [123.2, 41.2]
  expect(distance(null, 41.2)).toBeNull()
})

it('rounds a distance to what a coarse position can tell', () => {
  here.value = [123.2, 41.25]
  expect(distance(123.2, 41.25)).toBe(100)
  expect(distance(123.2, 41.254)).toBe(400)
  expect(distance(123.2, 41.28)).toBe(3500)
})

it('opens the way in the phone’s own map', () => {
  expect(wayTo(123.2, 41.25, 'Gate (north)')).toBe('geo:41.25,123.2?q=41.25,123.2(Gate%20(north))')
})
