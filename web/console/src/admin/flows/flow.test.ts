import { expect, it } from 'vitest'
import { begin, editionOf, leaving, unchanged, type FlowView } from './flow'

const flow: FlowView = {
  key: 'event',
  label: '事件',
  version: 1,
  clock_kinds: [],
  figures: [
    { key: 'returns_max', label: '', value: 3, usual: 2, least: 0, most: 100 },
    {
      key: 'return_within',
      label: '',
      value: { kind: 'working_days', amount: 1 },
      usual: { kind: 'working_days', amount: 1 },
      least: null,
      most: null,
    },
  ],
  states: [{ key: 'reported', label: '待接件', usual: '待受理', open: true, off: false }],
  actions: [
    {
      key: 'look_first',
      label: '先看',
      usual: '先看',
      step: { key: 'accept', label: '受理' },
      from: ['reported'],
      to: 'looking',
      optional: true,
      off: true,
    },
  ],
  edition: { labels: { 'state.reported': '待接件' }, settings: { returns_max: 3 }, off: ['look_first'] },
}

it('begins with what is in force, and would publish the same again', () => {
  const draft = begin(flow)
  expect(editionOf(flow, draft)).toEqual(flow.edition)
  expect(unchanged(flow, draft)).toBe(true)
})

it('publishes only what is otherwise than usual', () => {
  const draft = begin(flow)
  draft.figures.returns_max = 2
  draft.figures.return_within = { kind: 'working_hours', amount: 4 }
  draft.labels['state.reported'] = ' '
  draft.labels['action.look_first'] = ' 先去看看 '
  draft.off = []
  expect(editionOf(flow, draft)).toEqual({
    labels: { 'action.look_first': '先去看看' },
    settings: { return_within: { kind: 'working_hours', amount: 4 } },
    off: [],
  })
  expect(unchanged(flow, draft)).toBe(false)
})

it('knows what can be done in a state', () => {
  expect(leaving(flow, 'reported').map((each) => each.key)).toEqual(['look_first'])
  expect(leaving(flow, 'closed')).toEqual([])
})
