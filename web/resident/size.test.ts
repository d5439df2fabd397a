// @vitest-environment node
/** What a phone fetches before it shows the first page: measured on the built app, compressed as it is served. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from 'vitest'

/** Kilobytes (1,000 bytes) of script and of style, gzip. The promise is 150 of script; this is what we hold ourselves to. */
const SCRIPT = 100
const STYLE = 10
/** Bytes of everything that is put by for a start without a network. */
const OFFLINE = 600_000

let dist: string
let page: string

beforeAll(() => {
  dist = mkdtempSync(join(tmpdir(), 'resident-'))
  // By itself, not in here: a build inside a test would take the development code of the libraries.
  const vite = join(import.meta.dirname, '../node_modules/vite/bin/vite.js')
  execFileSync(process.execPath, [vite, 'build', '--outDir', dist, '--emptyOutDir', '--logLevel', 'error'], {
    cwd: import.meta.dirname,
    env: { ...process.env, NODE_ENV: 'production' },
  })
  page = readFileSync(join(dist, 'index.html'), 'utf8')
}, 120_000)
afterAll(() => rmSync(dist, { recursive: true, force: true }))

const kilobytes = (names: Iterable<string>) =>
  [...names].reduce((sum, name) => sum + gzipSync(readFileSync(join(dist, name))).length, 0) / 1000

/** Every script the page needs before it can run: its own, and all they import, whoever asks for them. */
function scripts(): Set<string> {
  const found = new Set<string>()
  const follow = (name: string) => {
    if (found.has(name)) return
    found.add(name)
    const text = readFileSync(join(dist, name), 'utf8')
    for (const [, other] of text.matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g))
      follow(`assets/${other}`)
  }
  for (const [, name] of page.matchAll(/(?:src|href)="\/(assets\/[\w.-]+\.js)"/g)) follow(name as string)
  return found
}

it('shows the first page after less than 100 kB of compressed script', () => {
  const needed = scripts()
  expect(needed.size).toBeGreaterThan(0)
  expect(kilobytes(needed)).toBeGreaterThan(30)
  expect(kilobytes(needed)).toBeLessThan(SCRIPT)
})

it('needs little style, none of it inside the page, and no font', () => {
  const styles = [...page.matchAll(/href="\/(assets\/[\w.-]+\.css)"/g)].map((each) => each[1] as string)
  expect(kilobytes(styles)).toBeLessThan(STYLE)
  expect(page).not.toMatch(/<style|style="|<script(?![^>]*src=)/)
  for (const name of readdirSync(join(dist, 'assets')).filter((each) => each.endsWith('.css')))
    expect(readFileSync(join(dist, 'assets', name), 'utf8'), name).not.toMatch(/url\(|@font-face|@import/)
})

it('puts the whole app by for a start without a network, and no more', () => {
  const worker = readFileSync(join(dist, 'sw.js'), 'utf8')
  const listed = [...worker.matchAll(/\burl:\s*"([^"]+)"/g)].map((each) => each[1] as string)
  expect(listed).toContain('index.html')
  for (const name of readdirSync(join(dist, 'assets'))) expect(listed).toContain(`assets/${name}`)
  expect(listed.reduce((sum, name) => sum + statSync(join(dist, name)).size, 0)).toBeLessThan(OFFLINE)
})
