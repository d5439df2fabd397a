/** Door plates: found, printed, and read again as the field app reads them. */
import type { Page } from '@playwright/test'
import { addressOf } from '../field/src/home/plate.ts'
import { ours } from '../field/src/home/scan.ts'
import { overflow, usable } from './support/look.ts'
import { settled } from './support/settled.ts'
import { expect, test } from './support/test.ts'
import { gridOf, Voice } from './support/voice.ts'

const ROOMS = 85
/** Plates on a sheet, and in a batch: three by seven, four sheets. */
const PER_SHEET = 21
const BATCH = 84
/** Pixels of the picture of a page for one of the page itself. */
const SCALE = 2

interface Rect {
  left: number
  top: number
  right: number
  bottom: number
}

interface Printed {
  text: string
  code: string
  plate: Rect
  /** Where the picture and each of the texts stand, in pixels of the page. */
  parts: Rect[]
  /** A text is wider than its place. */
  wider: boolean
}

/** A building of one unit whose rooms are more than one batch; the number of each room by its whole address. */
async function building(name: string): Promise<Map<string, number>> {
  const worker = await Voice.of('community1')
  const { code } = await gridOf('grid1')
  const add = (body: Record<string, unknown>) =>
    worker.post<{ number: number; text: string }>('/registry/addresses', body)
  let parent = (await add({ kind: 'estate', name, region: code })).number
  for (const kind of ['building', 'unit']) parent = (await add({ kind, name: '1', parent })).number
  const rooms = Array.from({ length: ROOMS }, (_, at) => ({ kind: 'room', name: String(101 + at), parent }))
  return new Map((await Promise.all(rooms.map(add))).map((each) => [each.text, each.number]))
}

/** What is on paper. */
function onPaper(page: Page): Promise<Printed[]> {
  return page.getByTestId('plates-on-paper').evaluate((paper) => {
    const rect = (of: Element) => {
      const { left, top, right, bottom } = of.getBoundingClientRect()
      return { left, top, right, bottom }
    }
    return [...paper.querySelectorAll('[data-testid="plate"]')].map((plate) => ({
      text: plate.querySelector('[data-testid="plate-text"]')!.textContent!.trim(),
      code: plate.querySelector('[data-testid="plate-code"]')!.textContent!.trim(),
      plate: rect(plate),
      parts: [...plate.children].map(rect),
      wider: [...plate.querySelectorAll('p, span')].some((each) => each.scrollWidth > each.clientWidth + 1),
    }))
  })
}

const apart = (a: Rect, b: Rect) =>
  a.right <= b.left + 0.5 || b.right <= a.left + 0.5 || a.bottom <= b.top + 0.5 || b.bottom <= a.top + 0.5
const inside = (a: Rect, b: Rect) =>
  a.left >= b.left && a.top >= b.top && a.right <= b.right + 0.5 && a.bottom <= b.bottom + 0.5

/** The codes that are seen on these pieces of a page, read as the field app reads what its camera sees. */
async function read(page: Page, pieces: Rect[]): Promise<(string | null)[]> {
  const picture = (await page.screenshot({ fullPage: true })).toString('base64')
  const seen = await page.evaluate(
    async ([source, scale, all]) => {
      const image = new Image()
      image.src = `data:image/png;base64,${source}`
      await image.decode()
      const canvas = new OffscreenCanvas(image.width, image.height)
      const pen = canvas.getContext('2d', { willReadFrequently: true })!
      pen.drawImage(image, 0, 0)
      return all.map(({ left, top, right, bottom }) => {
        const [x, y, width, height] = [left, top, right - left, bottom - top].map((each) =>
          Math.round(each * scale),
        ) as [number, number, number, number]
        const { data } = pen.getImageData(x, y, width, height)
        const grey = Array.from({ length: width * height }, (_, at) => String.fromCharCode(data[at * 4]!))
        return { width, height, grey: btoa(grey.join('')) }
      })
    },
    [picture, SCALE, pieces] as const,
  )
  const reader = await ours()
  return Promise.all(
    seen.map(({ width, height, grey }) => {
      const data = new Uint8ClampedArray(width * height * 4)
      Buffer.from(grey, 'base64').forEach((value, at) => data.fill(value, at * 4, at * 4 + 3))
      return reader({ width, height, data } as ImageData)
    }),
  )
}

/** Everything on these plates stands in its place: inside the plate, and nothing on top of something else. */
function tidy(printed: Printed[]): void {
  for (const { text, plate, parts, wider } of printed) {
    expect(wider, text).toBe(false)
    expect(
      parts.filter((each) => !inside(each, plate)),
      text,
    ).toEqual([])
    const over = parts.filter((each, at) => parts.slice(at + 1).some((other) => !apart(each, other)))
    expect(over, text).toEqual([])
  }
}

test('the rooms of a building are printed, and every code leads to the address that stands beside it', async ({
  open,
}) => {
  const name = `门牌试验小区三期东区${Math.random().toString(36).slice(2, 8)}`
  const rooms = await building(name)
  const page = await open('community1', { deviceScaleFactor: SCALE })
  await page.goto('/console/registry/plates')
  await page.getByTestId('address-words').fill(`${name}1号楼`)
  const rows = page.getByTestId('addresses').locator('tbody tr')
  await rows.filter({ hasText: '楼栋' }).getByTestId('plates-at').click()
  await expect(page.getByTestId('plates-said')).toContainText('共 1 块')
  await usable(page)
  await page.emulateMedia({ media: 'print' })
  tidy(await onPaper(page))
  await page.emulateMedia({ media: null })
  await page.getByTestId('plate-kinds').getByText('户室').click()
  await expect(page.getByTestId('plates-said')).toContainText(`共 ${ROOMS} 块`)

  await page.evaluate(() => (window.print = () => document.body.setAttribute('data-printed', '')))
  await page.getByTestId('print-plates').click()
  await expect(page.locator('body')).toHaveAttribute('data-printed', '')

  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
  expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(BATCH / PER_SHEET)
  await page.setViewportSize({ width: 794, height: 1123 })
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
  await expect(page.getByTestId('navigation')).toBeHidden()
  expect(await overflow(page)).toBe(0)
  const sheet = page.getByTestId('plates-on-paper').getByTestId('sheet').first()
  await expect(sheet).toHaveCSS('background-color', 'rgb(255, 255, 255)')
  await expect(sheet).toHaveCSS('color', 'rgb(0, 0, 0)')
  const printed = await onPaper(page)
  expect(printed).toHaveLength(BATCH)
  tidy(printed)
  const codes = await read(
    page,
    printed.map((each) => each.parts[0]!),
  )
  expect(codes).toEqual(printed.map((each) => `WG${each.code}`))
  expect(codes.map((each) => addressOf(each!))).toEqual(printed.map((each) => rooms.get(each.text)))

  await page.emulateMedia({ media: null, colorScheme: 'light' })
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.getByTestId('plates-later').click()
  await expect(page.getByTestId('plates-said')).toContainText(`第 ${ROOMS} 至 ${ROOMS} 块`)
  await settled(page)
  const rest = await onPaper(page)
  expect([...printed, ...rest].map((each) => each.text).toSorted()).toEqual([...rooms.keys()].toSorted())
})

test('a home has its own plate', async ({ open }) => {
  const worker = await Voice.of('community1')
  const { items } = await worker.get<{ items: { number: number; address: string }[] }>(
    '/registry/homes?limit=1',
  )
  const { number, address } = items[0]!
  const page = await open('community1')
  await page.goto(`/console/registry/homes/${number}`)
  await page.getByTestId('to-plate').click()
  await expect(page.getByTestId('plates-on-paper').getByTestId('plate-text')).toHaveText(address)
})
