import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { faults, read, Unreadable } from './file'

const SHIPPED = join(import.meta.dirname, '../../../../../src/wangge/catalogue/data/items.yaml')

it('reads the catalogue that is shipped, with what is written once written out', () => {
  const found = read(readFileSync(SHIPPED, 'utf8')) as ReturnType<typeof read> & { effective_day: unknown }
  expect(found.items).toHaveLength(225)
  expect(found.effective_day).toBe('2026-01-01')
  expect(JSON.stringify(found).length).toBeLessThan(1024 * 1024)
})

it('reads JSON as well', () => {
  expect(read('{"title": "清单", "items": [{"code": "C0101"}]}').items).toEqual([{ code: 'C0101' }])
})

it('says in which line a file cannot be read, and when it is no catalogue', () => {
  expect(() => read('title: "open\nitems: [')).toThrow(Unreadable)
  try {
    read('title: x\nitems: [}')
  } catch (error) {
    expect(error).toMatchObject({ key: 'unreadable', line: 2 })
  }
  expect(() => read('- a\n- b')).toThrow('noItems')
})

it('names the item at fault', () => {
  const document = { title: '', items: [{ code: 'C0101', name: '上水井盖' }] }
  const problem = {
    code: 'input.invalid',
    status: 422,
    title: '',
    fields: { 'items.0.limits.handle': '缺少时限', effective_day: '必填' },
  }
  expect(faults(problem, document)).toEqual([
    { item: 'C0101 上水井盖', place: 'limits.handle', message: '缺少时限' },
    { item: '', place: 'effective_day', message: '必填' },
  ])
})
