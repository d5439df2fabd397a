import { expect, it } from 'vitest'
import { faultsOf } from './check'
import type { Draft } from './where'

const good: Draft = {
  text: '路灯不亮',
  where: { lng: null, lat: null, named: '', words: '安居社区' },
  name: '',
  phone: '',
}

it('asks for no more than what and where', () => {
  expect(faultsOf(good)).toEqual({})
  expect(faultsOf({ ...good, where: { lng: 123, lat: 41, named: '', words: '' } })).toEqual({})
  expect(faultsOf({ ...good, text: ' ', where: { lng: null, lat: null, named: '', words: ' ' } })).toEqual({
    text: 'report.needText',
    where: 'report.needWhere',
  })
  expect(faultsOf({ ...good, text: 'x'.repeat(2001) })).toEqual({ text: 'report.longText' })
})

it.each([
  ['', true],
  ['13800000000', true],
  ['138 0000 0000', true],
  ['0419-2123456', true],
  ['1380000', false],
  ['call me', false],
])('takes %j as a number: %s', (phone, fine) => {
  expect(faultsOf({ ...good, phone })).toEqual(fine ? {} : { phone: 'report.badPhone' })
})
