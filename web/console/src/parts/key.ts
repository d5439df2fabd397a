/**
 * A fresh key for one opened form: however often its button is pressed, it is done once. Made of random bytes, because
 * `crypto.randomUUID` is missing where the console is served without TLS inside an office.
 */
export function freshKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((each) => each.toString(16).padStart(2, '0'))
    .join('')
}
