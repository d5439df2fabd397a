/**
 * Sealing what the register says of people while it lies on a phone (decision 0024).
 *
 * Anybody's app may seal: that takes the public half of a pair of keys. Opening takes the private half, which lies on
 * the phone only encrypted with a key made from the worker's password, and is in the clear in memory alone.
 */

/** A pair of keys as it lies on the phone: the private half (`locked`) under a key made of the password and `salt`. */
export interface KeyRing {
  person: number
  open: ArrayBuffer
  locked: ArrayBuffer
  salt: ArrayBuffer
  iv: ArrayBuffer
}

/**
 * A sealed value, in base64. `with` is the public half of a pair made for this value alone: with the ring's private
 * half it gives the key the value is under (ECIES: P-256, HKDF-SHA-256, AES-256-GCM).
 */
export interface Sealed {
  with: string
  iv: string
  text: string
}

/** The private half in memory; it cannot be taken out again. */
export type Opener = CryptoKey

/** What an attempt at the password costs, and so what guessing costs who found the phone (OWASP, 2023). */
const ROUNDS = 600_000
const PAIR = { name: 'ECDH', namedCurve: 'P-256' }

/** Whether this browser can: only pages that came over TLS, or from this machine, may. */
export const canSeal = (): boolean => typeof crypto !== 'undefined' && 'subtle' in crypto

const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes))
const letters = (bytes: ArrayBuffer | Uint8Array) =>
  btoa(Array.from(new Uint8Array(bytes), (each) => String.fromCharCode(each)).join(''))
const bytesOf = (text: string) => Uint8Array.from(atob(text), (each) => each.charCodeAt(0))
const encoded = (text: string) => new TextEncoder().encode(text)

async function fromPassword(password: string, salt: BufferSource): Promise<CryptoKey> {
  const plain = await crypto.subtle.importKey('raw', encoded(password), 'PBKDF2', false, ['deriveKey'])
  return crypto.subtle.deriveKey(
    { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: ROUNDS },
    plain,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  )
}

const opener = (bytes: BufferSource): Promise<Opener> =>
  crypto.subtle.importKey('pkcs8', bytes, PAIR, false, ['deriveBits'])

async function ringOf(
  person: number,
  open: ArrayBuffer,
  secret: BufferSource,
  password: string,
): Promise<KeyRing> {
  const [salt, iv] = [random(16), random(12)]
  const under = await fromPassword(password, salt)
  const locked = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, under, secret)
  return { person, open, locked, salt: salt.buffer, iv: iv.buffer }
}

/** A new pair of keys for somebody whose password was right a moment ago. */
export async function newRing(person: number, password: string): Promise<[KeyRing, Opener]> {
  const pair = await crypto.subtle.generateKey(PAIR, true, ['deriveBits'])
  const open = await crypto.subtle.exportKey('spki', pair.publicKey)
  const secret = await crypto.subtle.exportKey('pkcs8', pair.privateKey)
  return [await ringOf(person, open, secret, password), await opener(secret)]
}

/** The private half; null if it is another password. */
export async function unlocked(ring: KeyRing, password: string): Promise<Opener | null> {
  const secret = await secretOf(ring, password)
  return secret && opener(secret)
}

/** The same pair under a new password; null if `password` is another one. */
export async function underNew(ring: KeyRing, password: string, fresh: string): Promise<KeyRing | null> {
  const secret = await secretOf(ring, password)
  return secret && ringOf(ring.person, ring.open, secret, fresh)
}

async function secretOf(ring: KeyRing, password: string): Promise<ArrayBuffer | null> {
  const under = await fromPassword(password, ring.salt)
  return crypto.subtle.decrypt({ name: 'AES-GCM', iv: ring.iv }, under, ring.locked).catch(() => null)
}

/** The key of one value, from one half of each of two pairs; `about` is what the value is bound to. */
async function keyOf(secret: CryptoKey, open: CryptoKey, about: string): Promise<CryptoKey> {
  const shared = await crypto.subtle.deriveBits({ name: 'ECDH', public: open }, secret, 256)
  const from = await crypto.subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey'])
  return crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info: encoded(about) },
    from,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  )
}

/** `about` is what a sealed value is bound to: moved to another place it does not open. */
export async function seal(ring: KeyRing, about: string, value: unknown): Promise<Sealed> {
  const once = await crypto.subtle.generateKey(PAIR, true, ['deriveBits'])
  const open = await crypto.subtle.importKey('spki', ring.open, PAIR, false, [])
  const iv = random(12)
  const key = await keyOf(once.privateKey, open, about)
  const text = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, encoded(JSON.stringify(value)))
  const half = await crypto.subtle.exportKey('spki', once.publicKey)
  return { with: letters(half), iv: letters(iv), text: letters(text) }
}

/** The value again. @throws DOMException where it was sealed for another pair of keys, or altered */
export async function opened<T>(by: Opener, about: string, sealed: Sealed): Promise<T> {
  const half = await crypto.subtle.importKey('spki', bytesOf(sealed.with), PAIR, false, [])
  const key = await keyOf(by, half, about)
  const text = await crypto.subtle.decrypt(
    { name: 'AES-GCM', iv: bytesOf(sealed.iv) },
    key,
    bytesOf(sealed.text),
  )
  return JSON.parse(new TextDecoder().decode(text)) as T
}
