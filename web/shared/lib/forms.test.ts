import { expect, it } from 'vitest'
import { blank, fieldsOf, filled, missing, type Schema } from './forms'

const correct: Schema = {
  type: 'object',
  properties: {
    item_code: { title: 'Item', type: 'string', default: '', 'x-options': '/api/v1/items' },
    lng: { title: 'Longitude', anyOf: [{ type: 'number' }, { type: 'null' }], default: null },
    lat: { title: 'Latitude', anyOf: [{ type: 'number' }, { type: 'null' }], default: null },
    grade: {
      anyOf: [
        {
          oneOf: [
            { const: 'I', title: 'One' },
            { const: 'II', title: 'Two' },
          ],
        },
        { type: 'null' },
      ],
      title: 'Grade',
      default: null,
    },
    joint: {
      type: 'array',
      items: { type: 'integer' },
      'x-options': '/api/v1/units',
      title: 'Joint',
      default: [],
    },
    met: { type: 'boolean', title: 'Met' },
    reason: { title: 'Reason', type: 'string', minLength: 2, maxLength: 500 },
  },
  required: ['met', 'reason'],
}

it('draws a form in its order, with a point as one field', () => {
  expect(fieldsOf(correct).map((field) => [field.name, field.kind, field.required])).toEqual([
    ['item_code', 'pick', false],
    ['lng', 'point', false],
    ['grade', 'choice', false],
    ['joint', 'picks', false],
    ['met', 'yes', true],
    ['reason', 'text', true],
  ])
  expect(fieldsOf(correct).find((field) => field.name === 'grade')?.choices).toEqual([
    { value: 'I', label: 'One' },
    { value: 'II', label: 'Two' },
  ])
})

it('sends nothing that was left empty', () => {
  const fields = fieldsOf(correct)
  expect(filled(fields, { ...blank(fields), reason: 'wrong place', met: true })).toEqual({
    reason: 'wrong place',
    met: true,
  })
  expect(filled(fields, { ...blank(fields), lng: 123.1, lat: 41.2, reason: 'x' })).toMatchObject({
    lng: 123.1,
    lat: 41.2,
  })
})

it('names what is missing or too short', () => {
  const fields = fieldsOf(correct)
  expect(missing(fields, { ...blank(fields), met: null })).toEqual({
    met: ['form.needed', {}],
    reason: ['form.needed', {}],
  })
  expect(missing(fields, { ...blank(fields), reason: ' a ' })).toEqual({
    reason: ['form.short', { least: 2 }],
  })
})

it('follows references and lists of parts', () => {
  const split: Schema = {
    $ref: '#/$defs/Split',
    $defs: {
      Split: {
        type: 'object',
        properties: { parts: { type: 'array', minItems: 2, items: { $ref: '#/$defs/Part' } } },
        required: ['parts'],
      },
      Part: {
        type: 'object',
        properties: { text: { type: 'string', maxLength: 2000, title: 'About' } },
        required: ['text'],
      },
    },
  }
  const fields = fieldsOf(split)
  expect(fields[0]).toMatchObject({ kind: 'parts', fields: [{ name: 'text', kind: 'text', title: 'About' }] })
  expect(blank(fields)).toEqual({ parts: [{ text: '' }, { text: '' }] })
})
