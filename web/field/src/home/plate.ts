/** What the code of a door plate says: the number of an address and a check digit (`WG10482-6`), nothing of anybody. */

/** ISO 7064, MOD 11,10, as the platform writes it (`registry/plates.py`). */
export function checkDigit(digits: string): number {
  let rest = 10
  for (const each of digits) {
    const sum = (rest + Number(each)) % 10 || 10
    rest = (sum * 2) % 11
  }
  return (11 - rest) % 10
}

/** The number of an address, from a scanned or typed code; null where it is none, or mistyped. */
export function addressOf(code: string): number | null {
  const digits = code
    .normalize('NFKC')
    .toUpperCase()
    .replace(/^\s*WG/, '')
    .replace(/[\s-]/g, '')
  if (!/^\d{2,16}$/.test(digits)) return null
  const number = digits.slice(0, -1)
  return checkDigit(number) === Number(digits.slice(-1)) && Number(number) > 0 ? Number(number) : null
}
