import { expect, it } from 'vitest'
import { suggest, type Suggestable } from './suggest'

const item = (code: string, name: string, keywords: string[], emergency: string[] = []): Suggestable => ({
  code,
  name,
  keywords,
  emergency,
})
const items = [
  item('C0101', '上水井盖缺损', ['井盖 丢', '自来水井盖']),
  item('C0102', '污水井盖缺损', ['污水井盖', '下水井盖']),
  item('C0201', '路灯不亮', ['路灯 不亮', '路灯']),
  item('E0110', '暴露生活垃圾', ['垃圾', '垃圾 堆']),
  item('S0101', '燃气泄漏', ['煤气味', '燃气 漏'], ['119']),
]
const codes = (text: string) => suggest(text, items).map((each) => each.code)

it('finds an item by a word, and says by which', () => {
  expect(suggest('楼前下水井盖破了', items)).toEqual([
    { code: 'C0102', name: '污水井盖缺损', reasons: ['下水井盖'] },
  ])
})

it('reads the parts of a keyword in either order, near each other in one sentence', () => {
  expect(codes('井盖不知被谁丢了')).toContain('C0101')
  expect(codes('不亮了好几天的路灯')[0]).toBe('C0201')
  expect(codes('井盖很好。钱包丢了')).not.toContain('C0101')
})

it('lets the longer word win over one within it', () => {
  expect(suggest('垃圾堆了很多', items)[0]?.reasons).toEqual(['垃圾', '堆'])
  expect(codes('污水井盖丢了')[0]).toBe('C0102')
})

it('names the danger first among equals, and nothing where nothing is known', () => {
  expect(suggest('楼道有煤气味', items)).toMatchObject([{ code: 'S0101' }])
  expect(codes('今天天气很好')).toEqual([])
  expect(codes('')).toEqual([])
})
