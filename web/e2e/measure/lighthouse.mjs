/**
 * `node lighthouse.mjs ADDRESS…`: what Lighthouse thinks of these pages on its idea of a phone (an old one, on a slow
 * network, both computed), one JSON document a line.
 */
import { createServer } from 'node:net'
import { chromium } from '@playwright/test'
import lighthouse from 'lighthouse'

const CATEGORIES = ['performance', 'accessibility']
const METRICS = {
  first_paint_ms: 'first-contentful-paint',
  largest_paint_ms: 'largest-contentful-paint',
  blocked_ms: 'total-blocking-time',
  shift: 'cumulative-layout-shift',
  bytes: 'total-byte-weight',
}

const free = createServer().listen(0, '127.0.0.1')
await new Promise((then) => free.once('listening', then))
const { port } = free.address()
await new Promise((then) => free.close(then))

for (const address of process.argv.slice(2)) {
  // A browser of its own for each page: nothing is in its cache.
  const browser = await chromium.launch({
    executablePath: process.env.WANGGE_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', `--remote-debugging-port=${port}`],
  })
  try {
    const { lhr } = await lighthouse(address, { port, onlyCategories: CATEGORIES, logLevel: 'error' })
    if (lhr.runtimeError) throw new Error(`${address}: ${lhr.runtimeError.message}`)
    const scores = CATEGORIES.map((name) => [name, Math.round(lhr.categories[name].score * 100)])
    const figures = Object.entries(METRICS).map(([name, audit]) => [name, lhr.audits[audit].numericValue])
    const failed = Object.values(lhr.audits)
      .filter((audit) => audit.score !== null && audit.score < 0.9 && audit.scoreDisplayMode === 'binary')
      .map((audit) => audit.id)
    console.log(JSON.stringify({ address, ...Object.fromEntries([...scores, ...figures]), failed }))
  } finally {
    await browser.close()
  }
}
