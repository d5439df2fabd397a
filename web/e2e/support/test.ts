import {
  expect,
  test as base,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
} from '@playwright/test'
import { CITY, person, Provider, Server } from './city.ts'
import { countRequests } from './settled.ts'
import { watch, type Watch } from './watch.ts'

interface Fixtures {
  /** Notes what no page may do; a test says beforehand which refusals of the platform it provokes. */
  guard: Watch
  /** A page of somebody's own browser: the demo's person of this name, or a stranger (null). */
  open: (username: string | null, options?: BrowserContextOptions & { origin?: string }) => Promise<Page>
  /** The same city with single sign-on, at an address of its own, and the provider it sends people to. */
  signOn: { provider: Provider; origin: string }
}

/** Logs somebody in as their browser would, without walking through the log-in page each time. */
export async function logIn(context: BrowserContext, username: string, origin = CITY.address): Promise<void> {
  const { password } = person(username)
  const answer = await context.request.post(`${origin}/api/v1/session`, { data: { username, password } })
  expect(answer.status(), await answer.text()).toBe(200)
}

export const test = base.extend<Fixtures>({
  guard: [
    async ({}, use) => {
      const guard = watch()
      await use(guard)
      expect(guard.seen(), 'errors on a page').toEqual([])
    },
    { auto: true },
  ],
  open: async ({ browser, guard, contextOptions }, use) => {
    const opened: BrowserContext[] = []
    await use(async (username, { origin = CITY.address, ...options } = {}) => {
      const context = await browser.newContext({ ...contextOptions, baseURL: origin, ...options })
      opened.push(context)
      guard.follow(context, origin)
      countRequests(context)
      if (username) await logIn(context, username, origin)
      return context.newPage()
    })
    for (const context of opened) await context.close()
  },
  signOn: async ({ browser, guard }, use) => {
    const provider = await Provider.begin()
    // Its own pages lack an icon and ask for a style sheet elsewhere, which no browser of these tests reaches.
    guard.expect(new RegExp(`jsdelivr|${provider.address}/favicon`))
    try {
      const server = await Server.begin(provider)
      try {
        await use({ provider, origin: server.address })
      } finally {
        // No page is left that might still ask for something.
        for (const context of browser.contexts()) await context.close()
        await server.stop()
      }
    } finally {
      await provider.stop()
    }
  },
  context: async ({ context, guard }, use) => {
    guard.follow(context, CITY.address)
    countRequests(context)
    await use(context)
  },
})

export { expect }
