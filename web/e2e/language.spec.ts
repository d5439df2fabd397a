/**
 * In English nothing of the interface is left in Chinese. What is data stays as it is written: names of places,
 * units, people and items, and what people wrote.
 */
import type { Page } from '@playwright/test'
import { DESK, ON_PHONE } from './support/browser.ts'
import { CONSOLE_PEOPLE, powers, throughTheDoor } from './support/people.ts'
import { address, go, routes, type Route } from './support/routes.ts'
import { settled } from './support/settled.ts'
import { expect, test } from './support/test.ts'

test.describe.configure({ timeout: 180_000 })

/**
 * Texts in Chinese on a page, apart from elements that say they hold data: `lang="zh…"`, `data-content`, and what the
 * platform answered, which is compared with the text of the page.
 */
async function chinese(page: Page, data: Set<string>): Promise<string[]> {
  const texts = await page.evaluate(() => {
    const found: string[] = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.textContent?.trim() ?? ''
      const around = node.parentElement
      if (!text || around?.closest('[lang^="zh"], script, style, noscript')) continue
      if (/\p{Script=Han}/u.test(text)) found.push(text)
    }
    for (const each of document.querySelectorAll('[aria-label], [title], [placeholder], [alt]'))
      for (const name of ['aria-label', 'title', 'placeholder', 'alt']) {
        const text = each.getAttribute(name) ?? ''
        if (/\p{Script=Han}/u.test(text) && !each.closest('[lang^="zh"]')) found.push(`${name}: ${text}`)
      }
    return found
  })
  const known = [...data].join('\n')
  return texts.filter((text) => {
    const pieces = text.match(/[\p{Script=Han}][\p{Script=Han}（）、·，。：；“”\d-]*/gu) ?? []
    return !pieces.every((piece) => known.includes(piece.replace(/[，。：；、·]+$/u, '')))
  })
}

/** Everything in Chinese that the platform says to this page is data: interface texts come from the app itself. */
function gather(page: Page): Set<string> {
  const data = new Set<string>()
  const keep = (value: unknown): void => {
    if (typeof value === 'string') {
      if (/\p{Script=Han}/u.test(value)) data.add(value)
    } else if (value && typeof value === 'object') Object.values(value).forEach(keep)
  }
  page.on('response', async (answer) => {
    if (!answer.url().includes('/api/v1/')) return
    keep(await answer.json().catch(() => null))
  })
  return data
}

async function walk(page: Page, base: string, table: Route[], data: Set<string>): Promise<string[]> {
  const found: string[] = []
  let open = false
  for (const route of table) {
    const path = address(route, { nowhere: 'no-such-page', rest: 'no-such-page' })
    if (path === undefined) continue // pages of one thing are made of the same parts, and the lists' are here
    if (open) await go(page, path)
    else await page.goto(base + path)
    open = true
    await settled(page)
    for (const text of await chinese(page, data)) found.push(`${route.name}: ${text.slice(0, 60)}`)
  }
  return found
}

async function speakEnglish(page: Page): Promise<void> {
  await page.evaluate(() => localStorage.setItem('wangge.locale', 'en'))
}

test('console', async ({ open }) => {
  const page = await open(null, { viewport: DESK })
  await page.goto('/console/login')
  await page.getByTestId('language-en').click()
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
  const table = (await routes(page)).filter((route) => route.name !== 'login')
  const found: string[] = []
  const left = new Set(table)
  for (const [username, held] of await powers(CONSOLE_PEOPLE)) {
    const mine = [...left].filter(
      (route) => !route.power.length || route.power.some((each) => held.has(each)),
    )
    if (!mine.length) continue
    mine.forEach((route) => left.delete(route))
    const theirs = await open(username, { viewport: DESK })
    const data = gather(theirs)
    await theirs.goto('/console/login')
    await speakEnglish(theirs)
    found.push(...(await walk(theirs, '/console', mine, data)))
  }
  expect(found).toEqual([])
})

test('field app', async ({ open }) => {
  const page = await open(null, ON_PHONE)
  const data = gather(page)
  await page.goto('/field/login')
  await page.getByTestId('language-en').click()
  await throughTheDoor(page, 'grid1')
  await settled(page)
  const table = (await routes(page)).filter((route) => route.name !== 'login')
  expect(await walk(page, '/field', table, data)).toEqual([])
})

test('resident app', async ({ open }) => {
  const page = await open(null, ON_PHONE)
  const data = gather(page).add('安居社区') // a place of the city, named as an example of what to type
  await page.goto('/')
  await speakEnglish(page)
  expect(await walk(page, '', await routes(page), data)).toEqual([])
})
