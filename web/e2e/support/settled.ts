import type { BrowserContext, Page, Request } from '@playwright/test'
import { setTimeout as sleep } from 'node:timers/promises'

const PATIENCE = 30_000
const running = new WeakMap<Page, Set<Request>>()

/** The browser does not always tell when it has read a worker's own script: that belongs to the worker, not to the page. */
const OF_A_WORKER = /-worker-[\w-]+\.js$/

/** Keep count of what the pages of this browser are asking for. */
export function countRequests(context: BrowserContext): void {
  const of = (request: Request): Set<Request> | undefined => {
    if (request.serviceWorker() || request.resourceType() === 'eventsource') return undefined
    if (OF_A_WORKER.test(request.url())) return undefined
    const page = request.frame().page()
    const found = running.get(page) ?? new Set()
    running.set(page, found)
    return found
  }
  context.on('request', (request) => of(request)?.add(request))
  context.on('requestfinished', (request) => of(request)?.delete(request))
  context.on('requestfailed', (request) => of(request)?.delete(request))
}

/**
 * Wait until a page has got what it asked for and shows no place-holder any more, `looks` times in a row: an answer may
 * make it ask for more. One look is enough where only the window or the colours have changed.
 */
export async function settled(page: Page, { looks = 3 } = {}): Promise<void> {
  const until = Date.now() + PATIENCE
  for (let quiet = 0; quiet < looks; quiet++) {
    const asking = [...(running.get(page) ?? [])].map((each) => each.url())
    const waiting = await page.locator('[aria-busy="true"], .el-skeleton, .van-skeleton').count()
    if (!asking.length && !waiting) {
      await sleep(100)
      continue
    }
    quiet = -1
    if (Date.now() > until)
      throw new Error(`${page.url()} is not ready: ${waiting} place-holders, asking ${asking.join(' ')}`)
    await sleep(100)
  }
}
