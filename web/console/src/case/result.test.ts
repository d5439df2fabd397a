import { describe, expect, it } from 'vitest'
import { isResult } from './result'

const unit = (id: number) => ({ id, name: `unit ${id}` })
const at = (key: string) => ({ step: { key, label: '' }, lead: unit(1), joint: [unit(2)] })

describe('isResult', () => {
  it('is what a unit at work adds while it works and says what it did', () => {
    expect(isResult(at('handle'), 1)).toBe(true)
    expect(isResult(at('feedback'), 2)).toBe(true)
  })
  it('is not what others add, nor anything before or after', () => {
    expect(isResult(at('handle'), 3)).toBe(false)
    expect(isResult(at('handle'), null)).toBe(false)
    expect(isResult(at('accept'), 1)).toBe(false)
    expect(isResult(at('close'), 1)).toBe(false)
    expect(isResult({ ...at('handle'), lead: null, joint: [] }, null)).toBe(false)
  })
})
