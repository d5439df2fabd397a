import { expect, it } from 'vitest'
import { sorted } from './actions'
import type { Action } from './types'

const action = (key: string, step: string, more: Partial<Action> = {}) =>
  ({
    key,
    label: key,
    step: { key: step, label: step },
    form: {},
    blocked: null,
    primary: false,
    ...more,
  }) as Action
const keys = (actions: Action[]) => actions.map((each) => each.key)

it('puts first what the case waits for, then what belongs to the same step', () => {
  const offer = sorted(
    [action('settle', 'report'), action('refuse', 'accept'), action('accept', 'accept', { primary: true })],
    'accept',
  )
  expect(offer.first).toBe(true)
  expect(keys(offer.shown)).toEqual(['accept', 'refuse'])
  expect(keys(offer.rest)).toEqual(['settle'])
})

it('keeps what a rule stands against in the menu, with its reason', () => {
  const blocked = { key: 'return.too-late', label: 'too late' }
  const offer = sorted([action('return', 'handle', { blocked }), action('sign', 'handle')], 'handle')
  expect(keys(offer.shown)).toEqual(['sign'])
  expect(offer.rest[0]?.blocked).toBe(blocked)
})

it('shows one button where nothing is waited for, and no more than four', () => {
  expect(sorted([action('remind', 'supervise')], 'handle')).toMatchObject({ first: false })
  expect(keys(sorted([action('remind', 'supervise')], 'handle').shown)).toEqual(['remind'])
  const many = ['a', 'b', 'c', 'd', 'e'].map((key) => action(key, 'accept'))
  expect(keys(sorted(many, 'accept').rest)).toEqual(['e'])
})
