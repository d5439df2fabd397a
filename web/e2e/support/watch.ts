import type { BrowserContext } from '@playwright/test'

/** Collects what no page may do: errors in the console, uncaught errors, refused content, calls to other hosts. */
export interface Watch {
  follow(context: BrowserContext, origin: string): void
  /** A complaint of the browser that this test brings about on purpose. */
  expect(complaint: RegExp): void
  seen(): string[]
}

/** Asking who is logged in, when nobody is, is answered 401; the browser complains although nothing is wrong. */
const WHO_AM_I = /status of 401 .*\/api\/v1\/session$/

export function watch(): Watch {
  const complaints: string[] = []
  const expected = [WHO_AM_I]
  return {
    follow(context, origin) {
      const { hostname } = new URL(origin)
      context.on('console', (message) => {
        if (message.type() !== 'error') return
        complaints.push(`${message.text()} ${message.location().url}`.trim())
      })
      context.on('weberror', (uncaught) => {
        const thrown = uncaught.error()
        complaints.push(`uncaught: ${thrown.stack ?? thrown.message}`)
      })
      context.on('request', (request) => {
        const url = new URL(request.url())
        if (url.protocol.startsWith('http') && url.hostname !== hostname) complaints.push(`asked ${url.href}`)
      })
    },
    expect(complaint) {
      expected.push(complaint)
    },
    seen: () => complaints.filter((each) => !expected.some((pattern) => pattern.test(each))),
  }
}
