import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { settled } from './settled.ts'

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']

/**
 * What axe finds that keeps somebody from using the page: serious and critical findings, one line each. `colours`: only
 * whether text can be told from its ground, which is all that another set of colours can change.
 */
export async function barriers(page: Page, { colours = false } = {}): Promise<string[]> {
  const axe = new AxeBuilder({ page })
  const { violations } = await (
    colours ? axe.withRules(['color-contrast', 'link-in-text-block']) : axe.withTags(TAGS)
  ).analyze()
  return violations
    .filter((each) => each.impact === 'serious' || each.impact === 'critical')
    .flatMap((each) =>
      each.nodes.map(
        (node) => `${each.id}: ${node.target.join(' ')} ${node.failureSummary?.split('\n').at(-1)?.trim()}`,
      ),
    )
}

/** How far a page is wider than its window, in pixels. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
}

// What only programs should read: identifiers, times as machines write them, keys of messages and vocabularies.
const RAW = [
  /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/i,
  /\b\d{4}-\d\d-\d\dT\d\d:\d\d/,
  /\b[a-z]+_[a-z_]*[a-z]\b/,
  /\b(?:undefined|null|NaN|\[object \w+\])\b/,
  /(?<![\w./-])[a-z]+(?:\.[a-z_]+)+(?![\w/.])/,
]

/** Pieces of a page's text that no person should have to read. */
export async function raw(page: Page): Promise<string[]> {
  const text = await page.evaluate(() => document.body.innerText)
  return text
    .split('\n')
    .filter((line) => RAW.some((pattern) => pattern.test(line)))
    .map((line) => `raw: ${line.slice(0, 80)}`)
}

/** Nothing keeps anybody from using what is on the screen now. */
export async function usable(page: Page): Promise<void> {
  await settled(page)
  expect(await barriers(page)).toEqual([])
  expect(await overflow(page)).toBe(0)
  expect(await raw(page)).toEqual([])
}
