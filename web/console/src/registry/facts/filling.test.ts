import { expect, it } from 'vitest'
import { fieldsOf } from '@shared/lib/forms'
import { below, changes } from './filling'

const fields = fieldsOf({
  properties: {
    name: { type: 'string' },
    phone: { type: 'string', writeOnly: true } as object,
    sex: { oneOf: [{ const: 'male' }, { const: 'female' }] },
    rooms: { type: 'integer' },
    gas: { type: 'boolean' },
  },
})

it('sends only what is said differently', () => {
  const before = { name: '演示王0001', sex: 'male', rooms: 3, gas: true }
  expect(changes(fields, { ...before, phone: '' }, before)).toEqual({})
  expect(changes(fields, { ...before, rooms: 2, gas: false }, before)).toEqual({ rooms: 2, gas: false })
  expect(changes(fields, { ...before, name: ' 演示王0002 ' }, before)).toEqual({ name: '演示王0002' })
})

it('takes away what was emptied, and a masked value only when somebody says so', () => {
  const before = { name: '演示王0001', sex: 'male' }
  const values = { name: '演示王0001', sex: null, phone: '', rooms: null, gas: null }
  expect(changes(fields, values, before)).toEqual({ sex: null })
  expect(changes(fields, values, before, ['phone'])).toEqual({ sex: null, phone: null })
})

it('finds the faults of one form among those of several', () => {
  const faults = { 'facts.identity.name': 'a', 'facts.residence.kind': 'b', dwelling: 'c' }
  expect(below(faults, 'facts.identity')).toEqual({ name: 'a' })
})
