// Draws the icons of an installable app from its `icon.svg`: 192 and 512 pixels, and one with a margin for masks.
// node shared/icons.mjs field   (needs the machine's Chromium; run when the drawing changes, and commit the pictures)
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const face = process.argv[2]
if (!face) throw new Error('say which face: field or resident')
const web = join(import.meta.dirname, '..')
const { chromium } = createRequire(join(web, 'e2e/'))('playwright-core')
const folder = join(web, face, 'public')
const svg = readFileSync(join(folder, 'icon.svg'), 'utf8')
const ground = /<rect[^>]*fill="([^"]+)"/.exec(svg)?.[1] ?? 'white'

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
})
for (const [name, size, scale, behind] of [
  ['icon-192.png', 192, 1, 'transparent'],
  ['icon-512.png', 512, 1, 'transparent'],
  ['icon-maskable.png', 512, 0.8, ground],
]) {
  const page = await browser.newPage({ viewport: { width: size, height: size } })
  await page.setContent(
    `<body style="margin:0;display:grid;place-items:center;height:100vh;background:${behind}">` +
      svg.replace('<svg', `<svg width="${size * scale}" height="${size * scale}"`),
  )
  await page.screenshot({ path: join(folder, name), omitBackground: true })
  await page.close()
}
await browser.close()
