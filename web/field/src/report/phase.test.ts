import { expect, it } from 'vitest'
import { phaseOf } from './phase'

it.each([
  [['start'], [], 'planned'],
  [['start'], ['start'], 'walking'],
  [['find', 'finish'], [], 'walking'],
  [['finish_visit'], [], 'walking'],
  [['start'], ['start', 'finish'], 'ended'],
  [['finish_visit'], ['finish_visit'], 'ended'],
  [[], [], 'as-known'],
  [['drop'], [], 'as-known'],
])('offered %j and queued %j: %s', (offered, queued, phase) => {
  expect(phaseOf(offered, queued)).toBe(phase)
})
