import { expect, it } from 'vitest'
import { byFamily, familyOf, type Power, type Role } from './matrix'

const power = (key: string, family: string): Power => ({
  key,
  label: key,
  token: false,
  family: { key: family, label: family },
})
const powers = [
  power('event.see', 'business'),
  power('network.see', 'common'),
  power('event.close', 'business'),
]

it('gathers powers by kind of work, in their order', () => {
  expect(byFamily(powers).map((each) => [each.key, each.powers.map((one) => one.key)])).toEqual([
    ['business', ['event.see', 'event.close']],
    ['common', ['network.see']],
  ])
})

it('knows the kind of work of a role by what it alone may do', () => {
  const role = (...keys: string[]) => ({ powers: keys.map((key) => ({ key, label: key })) }) as Role
  expect(familyOf(role('network.see', 'event.close'), powers)).toBe('business')
  expect(familyOf(role('network.see'), powers)).toBeUndefined()
})
