// @vitest-environment node
import { expect, it, vi } from 'vitest'
import { newRing, opened, seal, underNew, unlocked, type KeyRing, type Opener } from './seal'

// What makes guessing a password slow makes this slow, too, on a machine that is busy.
vi.setConfig({ testTimeout: 60_000 })

const made = newRing(1, 'right')
const both = async (): Promise<[KeyRing, Opener]> => made

it('opens again what it sealed, and nothing of it can be read before', async () => {
  const [ring, opener] = await both()
  const sealed = await seal(ring, 'card:1:7', { name: '演示吴0005' })
  expect(atob(sealed.text)).not.toContain('name')
  expect(await opened(opener, 'card:1:7', sealed)).toEqual({ name: '演示吴0005' })
})

it('does not open in another place, nor altered', async () => {
  const [ring, opener] = await both()
  const sealed = await seal(ring, 'card:1:7', 'x')
  await expect(opened(opener, 'card:1:8', sealed)).rejects.toThrow()
  const altered = { ...sealed, text: (await seal(ring, 'card:1:7', 'y')).text }
  await expect(opened(opener, 'card:1:7', altered)).rejects.toThrow()
})

it('keeps the private half where only the password opens it', async () => {
  const [ring] = await both()
  expect(await unlocked(ring, 'wrong')).toBeNull()
  const again = await unlocked(ring, 'right')
  expect(await opened(again!, 'a', await seal(ring, 'a', 1))).toBe(1)
  await expect(crypto.subtle.exportKey('pkcs8', again!)).rejects.toThrow()
})

it('goes on under a new password', async () => {
  const [ring, opener] = await both()
  const sealed = await seal(ring, 'a', 'kept')
  expect(await underNew(ring, 'wrong', 'fresh')).toBeNull()
  const changed = (await underNew(ring, 'right', 'fresh'))!
  expect(await unlocked(changed, 'right')).toBeNull()
  expect(await opened((await unlocked(changed, 'fresh'))!, 'a', sealed)).toBe('kept')
  expect(await opened(opener, 'a', await seal(changed, 'a', 'new'))).toBe('new')
})
