import { expect, it } from 'vitest'
import encode from 'qr'
import { addressOf, checkDigit } from './plate'
import { ours } from './scan'

it.each([
  ['WG10482-6', 10482],
  ['10482-6', 10482],
  [' wg 10482 6 ', 10482],
  ['１０４８２－６', 10482],
  ['10428-6', null],
  ['10483-6', null],
  ['https://example.com', null],
  ['6', null],
  ['', null],
])('%s leads to %s', (code, number) => {
  expect(addressOf(code)).toBe(number)
})

it('finds every slip of one digit', () => {
  const right = `10482${checkDigit('10482')}`
  for (let at = 0; at < right.length; at++)
    for (let digit = 0; digit < 10; digit++) {
      const slip = `${right.slice(0, at)}${digit}${right.slice(at + 1)}`
      expect(addressOf(slip) !== null).toBe(slip === right)
    }
})

it('reads a picture of a plate with no help of the browser', async () => {
  const modules = encode('WG10482-6', 'raw', { ecc: 'quartile', border: 4, scale: 6 })
  const side = modules.length
  const data = new Uint8ClampedArray(side * side * 4)
  modules.flat().forEach((dark, at) => data.set(dark ? [0, 0, 0, 255] : [255, 255, 255, 255], at * 4))
  const read = await ours()
  const text = await read({ width: side, height: side, data, colorSpace: 'srgb' } as ImageData)
  expect(addressOf(text ?? '')).toBe(10482)
  data.fill(255)
  expect(await read({ width: side, height: side, data, colorSpace: 'srgb' } as ImageData)).toBeNull()
})
