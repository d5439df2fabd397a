import { expect, it } from 'vitest'
import { blank, fieldsOf, filled } from '@shared/lib/forms'
import type { Definitions } from '../store/shapes'
import { arrivalFacts, arrivalForm, unasked } from './forms'

const group = (key: string, properties: object, required: string[] = []) => ({
  key,
  subject: 'person',
  label: key,
  kinds: [],
  form: { type: 'object', properties, required },
})
const KNOWN = {
  groups: [
    group('identity', { name: { type: 'string', title: 'Name' } }, ['name']),
    group('residence', { kind: { type: 'string' }, relation: { type: 'string' } }, ['kind', 'relation']),
    group('living', { lives: { type: 'string' }, newborn: { type: 'boolean' } }, ['lives']),
  ],
} as unknown as Definitions

it('says nothing of a group nobody was asked about', () => {
  const form = arrivalForm(KNOWN, 'registered')
  const fields = fieldsOf(form)
  const typed = { 'identity.name': '演示王', 'residence.relation': 'tenant' }
  const data = filled(fields, { ...blank(fields), ...unasked(form), ...typed })
  expect(arrivalFacts(data, 'registered')).toEqual({
    identity: { name: '演示王' },
    residence: { kind: 'registered', relation: 'tenant' },
  })
  const asked = filled(fields, { ...blank(fields), ...unasked(form), ...typed, 'living.newborn': false })
  expect(arrivalFacts(asked, 'registered').living).toEqual({ newborn: false })
})
