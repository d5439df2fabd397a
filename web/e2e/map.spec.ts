/** The map: the same in the list beside it, by keyboard, and a boundary drawn anew and explained. */
import { expect, test } from './support/test.ts'

const GRID = '211002016001001'

test('cases on the map and in the list, down to the card of a grid', async ({ open }) => {
  const page = await open('county1')
  await page.goto('/console/map')
  await expect(page.getByTestId('map')).toHaveAttribute('data-state', 'ready')
  await expect(page.getByTestId('map-cases').locator('li').first()).toBeVisible()
  await expect(page.getByTestId('map-finding')).toHaveText(/图中 \d+ 件/)
  await page.getByTestId('days-table').click()
  await expect(page.getByTestId('days').getByRole('row')).toHaveCount(31)
  await page.getByTestId('days-span').getByText('近 7 天').click()
  await expect(page.getByTestId('days').getByRole('row')).toHaveCount(8)
  await page.getByTestId('map-heat').click()
  await expect(page.getByTestId('map-legend')).toContainText('事件多少')
  await page.getByTestId('map-list-choice').getByText('区域与网格').click()
  for (const name of ['文圣街道', '安居社区', '第1网格'])
    await page.getByTestId('map-region').getByRole('button', { name }).press('Enter')
  await expect(page.getByTestId('grid-card')).toContainText('党支部')
  await expect(page).toHaveURL(new RegExp(`at=${GRID}`))
  await expect(page.getByTestId('edit-boundary')).toHaveCount(0)
})

test('a boundary that leaves a gap is explained; with its neighbours it is published', async ({ open }) => {
  const page = await open('system1')
  await page.goto(`/console/map/boundary/${GRID}`)
  await expect(page.getByTestId('map')).toHaveAttribute('data-state', 'ready')
  await page.getByText('用键盘移动拐角').click()
  const corners = page.getByTestId('corners').getByRole('button')
  const all = await corners.count()
  await page.getByTestId('follow').click()
  let inner = -1
  // Corners inside of the community can be moved; those on its own outline cannot. The check tells which is which.
  for (let at = 0; at < all && inner < 0; at++) {
    for (let presses = 0; presses < 4; presses++) await corners.nth(at).press('ArrowDown')
    await page.getByTestId('check').click()
    await expect(page.getByTestId('check-result')).toContainText('不衔接')
    if (!(await page.getByTestId('check-result').innerText()).includes('只能在一个社区')) {
      await page.getByTestId('undo').click()
      await page.getByTestId('follow').click()
      for (let presses = 0; presses < 4; presses++) await corners.nth(at).press('ArrowDown')
      await page.getByTestId('check').click()
      await expect(page.getByTestId('check-result')).toBeVisible()
      if (await page.getByTestId('publish').count()) inner = at
      else await page.getByTestId('follow').click()
    }
    if (inner < 0) await page.getByTestId('undo').click()
  }
  expect(inner).toBeGreaterThanOrEqual(0)
  const outlines = await page.getByTestId('boundary-history').getByRole('listitem').count()
  await page.getByTestId('publish').click()
  await page.getByTestId('basis').fill('社区勘界记录')
  await page.getByTestId('send').click()
  await expect(page.getByTestId('boundary-history').getByRole('listitem')).toHaveCount(outlines + 1)
  await expect(page.getByTestId('boundary-history')).toContainText('社区勘界记录')
})
