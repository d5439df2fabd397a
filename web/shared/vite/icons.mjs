/**
 * Draws the icons an installed app needs from its `public/icon.svg`: `node shared/vite/icons.mjs resident`.
 * Needs Chromium; its result is kept beside the drawing, so that a build needs none.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

const [app] = process.argv.slice(2)
const folder = join(import.meta.dirname, '../..', app, 'public')
const drawing = readFileSync(join(folder, 'icon.svg')).toString('base64')
/** File, side in pixels, share of the side the drawing takes: a mask may cut off a fifth. */
const ICONS = [
  ['icon-192.png', 192, 1],
  ['icon-512.png', 512, 1],
  ['icon-mask.png', 512, 0.8],
]

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
const page = await browser.newPage()
for (const [name, side, share] of ICONS) {
  await page.setViewportSize({ width: side, height: side })
  const ground = share < 1 ? '#0b6e75' : 'transparent'
  await page.setContent(
    `<body style="margin:0;display:grid;place-items:center;height:100vh;background:${ground}">
       <img src="data:image/svg+xml;base64,${drawing}" width="${side * share}" height="${side * share}">`,
  )
  await page.screenshot({ path: join(folder, name), omitBackground: share === 1 })
}
await browser.close()
