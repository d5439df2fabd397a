/** A worker with a second factor logs in on the phone: name and password first, then the code. */
import { createHmac } from 'node:crypto'
import { ON_PHONE } from './support/browser.ts'
import { person } from './support/city.ts'
import { barriers } from './support/look.ts'
import { expect, test } from './support/test.ts'
import { Voice } from './support/voice.ts'

const WHO = 'grid2'

/** The six digits an app shows for a secret now (RFC 6238). */
function codeOf(secret: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = [...secret].map((each) => letters.indexOf(each).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((each) => parseInt(each, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)))
  const digest = createHmac('sha1', key).update(counter).digest()
  const at = digest[19]! & 15
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

test('the code of the second factor is asked for after the password', async ({ open, guard }) => {
  guard.expect(/status of 401 .*\/api\/v1\/session(\/factor)?$/)
  const worker = await Voice.of(WHO)
  const me = await worker.get<{ person: { id: number } }>('/session')
  const { secret } = await worker.post<{ secret: string }>('/session/factor/offer', {})
  const { codes } = await worker.put<{ codes: string[] }>('/session/factor', { code: codeOf(secret) })
  try {
    const page = await open(null, ON_PHONE)
    await page.goto('/field/login')
    await expect(page.getByTestId('code')).toBeHidden()
    await page.getByTestId('username').fill(WHO)
    await page.getByTestId('password').fill(person(WHO).password)
    await page.getByTestId('login-enter').click()
    await expect(page.getByTestId('code')).toBeFocused()
    expect(await barriers(page)).toEqual([])
    await page.getByTestId('code').fill('000000')
    await page.getByTestId('login-enter').click()
    await expect(page.getByTestId('login-problem')).toBeVisible()
    await page.getByTestId('code').fill(codes[0]!)
    await page.getByTestId('login-enter').click()
    await expect(page.getByTestId('tab-today')).toBeVisible()
    // Taking the factor away ends the session: nothing on the page is to ask for anything by then.
    await page.context().close()
  } finally {
    // Whoever uses this person of the demo next has no authenticator.
    const security = await Voice.of('security1')
    await security.post(`/people/${me.person.id}/factor/removal`, { reason: '测试结束' })
  }
})
