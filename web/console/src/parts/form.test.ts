import { expect, it } from 'vitest'
import { createApp } from 'vue'
import { filled } from '@shared/lib/forms'
import { beginning, formFields, sourceOf, useContext } from './form'

const form = {
  type: 'object',
  properties: {
    lead: { title: 'Lead', type: 'integer', 'x-options': '/api/v1/units' },
    into: { title: 'Main case', type: 'string', 'x-options': '/api/v1/events/{case_no}/duplicates' },
    met: { title: 'Met', type: 'boolean' },
    solved: { title: 'Solved', anyOf: [{ type: 'boolean' }, { type: 'null' }], default: null },
    place: { title: 'Place', type: 'string', 'x-options': '/api/v1/moons' },
  },
  required: ['lead', 'met'],
}

it('answers no question on anybody’s behalf', () => {
  const fields = formFields(form)
  const values = beginning(fields)
  expect(values.met).toBeNull()
  expect(values.solved).toBeNull()
  expect(filled(fields, values)).not.toHaveProperty('solved')
})

it('fills in what is suggested', () => {
  expect(beginning(formFields(form), { lead: 7, into: null, unknown: 1 })).toMatchObject({ lead: 7 })
  expect(beginning(formFields(form), { unknown: 1 })).not.toHaveProperty('unknown')
})

it('knows what a pick is chosen from', () => {
  expect(formFields(form).map(sourceOf)).toEqual(['units', 'duplicates', 'none', 'none', 'none'])
})

it('knows nothing of a case where a form belongs to none', () => {
  const context = createApp({}).runWithContext(useContext)
  expect(context()).toMatchObject({ routing: null, units: [], hints: {} })
})
