import { expect, it } from 'vitest'
import type { PersonView } from '../types'
import { beside } from './beside'

const entry = (groups: Record<string, { at: string | null; says: Record<string, string> }>) =>
  ({
    groups: Object.entries(groups).map(([key, { at, says }]) => ({
      key,
      at,
      fields: Object.entries(says).map(([field, shown]) => ({ key: field, label: field, shown })),
    })),
  }) as unknown as PersonView
const after = (kept: PersonView, gone: PersonView) =>
  Object.fromEntries(beside(kept, gone).map((each) => [each.key, each.after]))

it('lets the later word stand, and what only one of them says', () => {
  const kept = entry({ contact: { at: '2026-01-02', says: { phone: '138****0001', in_need: '' } } })
  const gone = entry({ contact: { at: '2026-01-01', says: { phone: '138****0002', in_need: '王**' } } })
  expect(after(kept, gone)).toEqual({ 'contact.phone': '138****0001', 'contact.in_need': '王**' })
  expect(after(gone, kept)).toEqual({ 'contact.phone': '138****0001', 'contact.in_need': '王**' })
})

it('keeps how the entry that stays belongs to its home', () => {
  const kept = entry({ residence: { at: '2026-01-01', says: { relation: '户主' } } })
  const gone = entry({ residence: { at: '2026-02-01', says: { relation: '子女' } } })
  expect(after(kept, gone)).toEqual({ 'residence.relation': '户主' })
  expect(beside(kept, gone)[0]?.differs).toBe(true)
})
