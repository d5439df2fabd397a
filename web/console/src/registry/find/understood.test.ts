import { expect, it } from 'vitest'
import { understood } from './understood'

it('takes a whole number for one, however it is set off', () => {
  expect(understood('14200000123')).toEqual({ number: '14200000123' })
  expect(understood('142 0000 0123')).toEqual({ number: '14200000123' })
  expect(understood('00000019400101123x')).toEqual({ number: '00000019400101123X' })
})

it('takes no part of a number for one', () => {
  expect(understood('1420000')).toEqual({ address: '1420000' })
})

it('tells names from words of an address', () => {
  expect(understood('演示王12')).toEqual({ name: '演示王12' })
  expect(understood('庄小区')).toEqual({ address: '庄小区' })
  expect(understood('庄文静')).toEqual({ name: '庄文静' })
  expect(understood('幸福路 3号楼2单元')).toEqual({ address: '幸福路 3号楼2单元' })
  expect(understood('演示王，幸福小区')).toEqual({ name: '演示王', address: '幸福小区' })
  expect(understood('3-2-501 幸福')).toEqual({ name: '幸福', address: '3-2-501' })
  expect(understood('Anna Maria')).toEqual({ name: 'Anna Maria' })
})

it('is told otherwise by whoever typed', () => {
  expect(understood('幸福里', 'address')).toEqual({ address: '幸福里' })
  expect(understood('文小区', 'name')).toEqual({ name: '文小区' })
  expect(understood('  ', 'guess')).toEqual({})
})
