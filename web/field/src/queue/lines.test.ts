import { expect, it } from 'vitest'
import { linesOf } from './lines'

const form = {
  type: 'object',
  properties: {
    method: { title: 'How', oneOf: [{ const: 'on_site', title: 'Seen on site' }] },
    found: { title: 'Found', type: 'boolean' },
    note: { title: 'Note', type: 'string', maxLength: 500 },
    until: { title: 'Until', type: 'string', format: 'date-time' },
  },
  required: ['method', 'found'],
}

it('reads a form back in words, without keys and without what was left empty', () => {
  const lines = linesOf(form, { method: 'on_site', found: false, note: '' }, { yes: 'yes', no: 'no' })
  expect(lines).toEqual([
    { label: 'How', value: 'Seen on site' },
    { label: 'Found', value: 'no' },
  ])
})

it('shows a moment on the clock of the city', () => {
  const [line] = linesOf(form, { until: '2026-05-20T00:05:00Z' }, { yes: '', no: '' })
  expect(line?.value).toContain('08:05')
})
