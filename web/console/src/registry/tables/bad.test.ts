import { expect, it } from 'vitest'
import { cell } from './bad'

it('keeps a text a text, whatever a spreadsheet would make of it', () => {
  expect(cell('=1+1')).toBe("'=1+1")
  expect(cell('@SUM(A1)')).toBe("'@SUM(A1)")
  expect(cell('他说 "好", 走了')).toBe('"他说 ""好"", 走了"')
  expect(cell(12)).toBe('12')
})
