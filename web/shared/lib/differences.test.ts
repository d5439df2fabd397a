import { expect, it } from 'vitest'
import { differences, formsOf, type HeldGroup } from './differences'

const WORDS = { yes: 'yes', no: 'no' }
const text = (title: string, more = {}) => ({ type: 'string', title, maxLength: 40, ...more })
const FORMS = [
  {
    key: 'home',
    subject: 'dwelling',
    label: 'Use',
    form: { properties: { rooms: { title: 'Rooms', type: 'integer' } } },
  },
  {
    key: 'identity',
    subject: 'person',
    label: 'Who',
    form: {
      properties: {
        name: text('Name'),
        identity_number: text('Number'),
        birth_date: text('Born', { format: 'date' }),
      },
    },
  },
  {
    key: 'contact',
    subject: 'person',
    label: 'Contact',
    form: { properties: { phone: text('Phone'), in_need_name: text('In need') } },
  },
  {
    key: 'living',
    subject: 'person',
    label: 'Lives',
    form: {
      properties: {
        lives: { title: 'Lives', oneOf: [{ const: 'alone', title: 'Alone' }] },
        newborn: { title: 'Newborn', type: 'boolean' },
      },
    },
  },
]
const sealed = (key: string, shown: string) => ({ key, label: key, shown, sealed: true })
const group = (key: string, fields: HeldGroup['fields'], data = {}, objected_at: string | null = null) => ({
  key,
  fields,
  data,
  objected_at,
})
const HELD = [
  group(
    'identity',
    [
      { key: 'name', label: 'Name', shown: '演示王', sealed: false },
      sealed('identity_number', '000**************X'),
      sealed('birth_date', '1956-**-**'),
    ],
    { name: '演示王' },
  ),
  group('contact', [sealed('phone', '142****0001'), sealed('in_need_name', '')]),
  group('living', [{ key: 'newborn', label: 'Newborn', shown: 'no', sealed: false }], { newborn: false }),
]
const told = (facts: Record<string, Record<string, unknown>>, held: HeldGroup[] = HELD) =>
  differences(facts, FORMS, held, WORDS).map((each) => [each.field, each.before, each.after, each.unsure])

it('leaves out what is known as it was typed, and the number they were found by', () => {
  expect(
    told({
      identity: { name: '演示王', identity_number: '00000019560304001x', birth_date: '1956-03-04' },
      living: { newborn: false },
    }),
  ).toEqual([])
})

it('names what was typed otherwise, in words and beside what is known', () => {
  const facts = { living: { lives: 'alone', newborn: true }, identity: { name: '演示张' } }
  expect(told(facts)).toEqual([
    ['name', '演示王', '演示张', false],
    ['lives', '', 'Alone', false],
    ['newborn', 'no', 'yes', false],
  ])
})

it('does not pass over a masked value that only looks the same', () => {
  expect(told({ contact: { phone: '142 9999 0001', in_need_name: '演示李' } })).toEqual([
    ['phone', '142****0001', '142 9999 0001', true],
    ['in_need_name', '', '演示李', false],
  ])
  for (const other of ['14299990002', '14399990001', '1420001'])
    expect(told({ contact: { phone: other } })).toEqual([['phone', '142****0001', other, false]])
  // Another day of birth cannot be theirs: it is said, not swallowed.
  expect(told({ identity: { birth_date: '1957-03-04' } })).toEqual([
    ['birth_date', '1956-**-**', '1957-03-04', false],
  ])
})

it('says of a group that was objected to that it may not be written', () => {
  const [found] = differences(
    { contact: { phone: '14200000001' } },
    FORMS,
    [group('contact', [], {}, '2026-01-01')],
    WORDS,
  )
  expect(found).toMatchObject({ before: '', after: '14200000001', objected: true })
})

it('writes group by group what is taken over', () => {
  const all = differences(
    { contact: { phone: '1', in_need_name: 'b' }, living: { newborn: true } },
    FORMS,
    HELD,
    WORDS,
  )
  expect(formsOf(all)).toEqual([
    ['contact', { phone: '1', in_need_name: 'b' }],
    ['living', { newborn: true }],
  ])
})
