import { expect, it } from 'vitest'
import type { Case } from '../parts/types'
import { differences } from './difference'

const reported = {
  state: { key: 'reported', label: '待受理' },
  item: null,
  grade: null,
  region: '安居社区',
  owner_name: '安居社区',
  lead: null,
  joint: [],
  due_at: '2026-05-01T01:00:00Z',
  attachments: [],
} as unknown as Case

it('names every fact that is no longer what was seen', () => {
  const dispatched = {
    ...reported,
    state: { key: 'dispatched', label: '待签收' },
    lead: { id: 1, name: '城管局' },
    due_at: null,
  } as Case
  expect(differences(reported, dispatched)).toEqual([
    { fact: 'state', before: '待受理', now: '待签收' },
    { fact: 'lead', before: '', now: '城管局' },
    { fact: 'due', before: '2026年5月1日 09:00', now: '' },
  ])
})

it('finds nothing between two equal readings', () => {
  expect(differences(reported, { ...reported })).toEqual([])
})
