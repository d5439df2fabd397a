import type { components } from '@shared/api/schema'

export type Role = components['schemas']['RoleOut']
export type Power = components['schemas']['PowerOut']

export interface Family {
  key: string
  label: string
  powers: Power[]
}

/** Powers by whose kind of work they are, in the order in which the platform names them. */
export function byFamily(powers: Power[]): Family[] {
  const found = new Map<string, Family>()
  for (const power of powers) {
    const { key, label } = power.family
    const family = found.get(key) ?? { key, label, powers: [] }
    family.powers.push(power)
    found.set(key, family)
  }
  return [...found.values()]
}

/** The kind of work a role keeps to: that of its powers which are not common to all. */
export function familyOf(role: Role, powers: Power[]): string | undefined {
  const own = new Set(role.powers.map((each) => each.key))
  return powers.find((each) => own.has(each.key) && each.family.key !== 'common')?.family.key
}
