/**
 * A list leaves the register: asked for with a reason and a receiver, approved by somebody else, fetched by the asker
 * with a fresh proof, marked; nobody approves their own.
 */
import type { Page } from '@playwright/test'
import { readFile } from 'node:fs/promises'
import { due, person } from './support/city.ts'
import { take } from './support/console.ts'
import { barriers, usable } from './support/look.ts'
import { expect, test } from './support/test.ts'
import { Voice } from './support/voice.ts'

const ASKER = 'community1'

/** Ask for a list of those who are at the door, in the console; its number. */
async function ask(page: Page, reason: string, receiver: string): Promise<string> {
  await page.goto('/console/exports')
  await page.getByTestId('ask').click()
  await expect(page.getByTestId('send')).toBeDisabled()
  await page.getByTestId('purpose').click()
  await page.getByRole('option').first().click()
  await page.getByTestId('field-identity.name').click()
  await page.getByTestId('field-contact.phone').click()
  await page.getByTestId('reason').fill(reason)
  await page.getByTestId('receiver').fill(receiver)
  expect(await barriers(page)).toEqual([])
  await page.getByTestId('send').click()
  await expect(page).toHaveURL(/\/exports\/\d+$/)
  await usable(page)
  return page.url().split('/').at(-1)!
}

test('a list is asked for, approved by a second person, fetched with a fresh proof, and says whose it is', async ({
  open,
  guard,
  signOn: { provider, origin },
}) => {
  guard.expect(/status of 403 .*\/exports\/\d+\/file$/)
  const reason = `核对楼栋联系名册${Date.now() % 100_000}`
  const receiver = '安居社区网格长'
  // The asker comes in by the city's provider, where they proved an hour ago who they are.
  const subject = `u${Date.now()}`
  const hourAgo = Math.floor(Date.now() / 1000) - 3600
  await provider.says(subject, { auth_time: hourAgo })
  const system = await Voice.of('system1', origin)
  const { items } = await system.get<{ items: { id: number }[] }>(
    `/people?q=${encodeURIComponent(person(ASKER).name)}`,
  )
  const link = `/people/${items[0]!.id}/link`
  await system.put(link, { subject, reason: '入职登记' })
  await (await Voice.of('security1', origin)).post(`${link}/confirmation`, { reason: '核对工作证' })

  const asker = await open(null, { origin, acceptDownloads: true })
  await asker.goto('/console/login')
  await asker.getByTestId('sso').click()
  await asker.locator('input[name=sub]').fill(subject)
  await asker.getByRole('button', { name: 'Authorize' }).click()
  await expect(asker.getByTestId('person')).toContainText(person(ASKER).name)
  const no = await ask(asker, reason, receiver)
  await expect(asker.getByTestId('action-approve')).toHaveCount(0)

  const second = await open('township1')
  await second.goto('/console/exports')
  await second.getByTestId('rows').locator(`a[href$="/${no}"]`).click()
  await expect(second.locator('main')).toContainText(reason)
  await expect(second.locator('main')).toContainText(receiver)
  await take(second, 'approve', {})
  await expect(second.getByTestId('fetch-csv')).toHaveCount(0)
  due('registry.exports')

  await asker.reload()
  await asker.getByTestId('fetch-csv').click()
  const question = asker.locator('.confirm-myself')
  await question.locator('input').fill(person(ASKER).password)
  const [file] = await Promise.all([
    asker.waitForEvent('download'),
    question.getByRole('button', { name: '确认' }).click(),
  ])
  const text = await readFile(await file.path(), 'utf8')
  for (const said of [person(ASKER).name, person('township1').name, receiver, reason, no])
    expect(text).toContain(said)
  const rows = text.trim().split(/\r?\n/).slice(3)
  expect(rows.length).toBeGreaterThan(0)
  // Each row carries the number twice: to be read, and in characters without width.
  for (const row of rows) expect(row).toMatch(new RegExp(`[\\u200b\\u200c]{64}.*,${no}$`))
  await expect(asker.locator('main')).toContainText('还可下载 2 次')
})

test('nobody approves a list they asked for themself', async ({ open }) => {
  const page = await open('township1')
  const no = await ask(page, '核对低保家庭联系方式', '文圣街道民政窗口')
  await page.getByTestId('more-actions').click()
  const approve = page.getByTestId('action-approve')
  await expect(approve).toHaveAttribute('aria-disabled', 'true')
  await expect(approve).toContainText('须由他人审批')
  const voice = await Voice.of('township1')
  await expect(
    voice.post(`/registry/exports/${no}/actions/approve`, { data: {}, version: 1 }),
  ).rejects.toThrow(/409.*export\.same-person/)
  await page.goto('/console/exports')
  await expect(page.locator(`a[href$="/${no}"]`)).toHaveCount(0)
})
