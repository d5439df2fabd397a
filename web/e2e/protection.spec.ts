/**
 * The data protection desk: a breach is recorded and its clocks run until they are answered; an assessment is written
 * by one officer and approved by the other, and the register no longer lacks it; what was deleted is told in numbers.
 */
import type { Page } from '@playwright/test'
import { due } from './support/city.ts'
import { begin, send, take } from './support/console.ts'
import { usable } from './support/look.ts'
import { expect, test } from './support/test.ts'
import { Voice } from './support/voice.ts'

/** Choose from a list that one types into. */
async function choose(page: Page, name: string): Promise<void> {
  await page.getByTestId('activities').click()
  await page.getByTestId('activities').locator('input').fill(name)
  await page.getByRole('option', { name }).first().click()
  await page.keyboard.press('Tab')
}

test('a breach is recorded, its clocks are seen, and telling the authority stops one', async ({ open }) => {
  const words = `导出的名单误发到工作群，已撤回${Date.now() % 100_000}`
  const officer = await open('protection1')
  await officer.goto('/console/')
  await expect(officer).toHaveURL(/\/protection\/summary$/)
  await officer.getByRole('link', { name: '安全事件', exact: true }).click()
  await officer.getByTestId('record').click()
  await officer.getByTestId('kind-leaked').click()
  await officer.getByTestId('certain').click()
  await officer.getByTestId('grave').click()
  await choose(officer, '联系方式')
  await officer.getByTestId('words').fill(words)
  await usable(officer)
  await officer.getByTestId('send').click()
  await expect(officer).toHaveURL(/\/breaches\/\d+$/)
  const number = officer.url().split('/').at(-1)!
  // Graded as larger, the authority has to be told within four hours, and the page names who says so.
  const terms = officer.getByTestId('terms').locator('li')
  await expect(terms).toHaveCount(3)
  await expect(terms.filter({ hasText: '国家网络安全事件报告管理办法' })).toContainText(
    /还剩 3 小时|还剩 4 小时/,
  )
  await expect(officer.getByTestId('part-happened')).toContainText(words)
  await usable(officer)

  await begin(officer, 'tell_authority')
  await officer.getByTestId('action-form').locator('label').first().click()
  await send(officer)
  await expect(terms.filter({ hasText: '办结' })).toHaveCount(1)
  await officer.goto('/console/protection/summary')
  await expect(officer.getByTestId('due-breaches').locator(`a[href$="/${number}"]`)).toBeVisible()

  // Who supervises sees that there is one and how far it is, and not what happened.
  const auditor = await open('audit1')
  await auditor.goto(`/console/protection/breaches/${number}`)
  await expect(auditor.getByTestId('terms')).toBeVisible()
  await expect(auditor.locator('main')).not.toContainText(words)
  await expect(auditor.getByTestId('part-happened')).toHaveCount(0)
  await auditor.goto('/console/protection/breaches')
  await expect(auditor.getByTestId('rows')).toBeVisible()
  await expect(auditor.getByTestId('record')).toHaveCount(0)

  const second = await open('protection2')
  await second.goto(`/console/protection/breaches/${number}`)
  await take(second, 'dismiss', { words: '核实后未外传' })
  await second.goto('/console/protection/breaches')
  await expect(second.locator(`a[href$="/${number}"]`)).toHaveCount(0)
})

test('an assessment is written by one officer and approved by the other', async ({ open }) => {
  const writer = await open('protection1')
  const voice = await Voice.of('protection1')
  const { items } = await voice.get<{ items: { key: string; label: string; missing: boolean }[] }>(
    '/protection/activities',
  )
  const lacking = items.find((each) => each.missing)!
  const page = `/console/protection/activities/${lacking.key.replaceAll('.', '/')}`
  await writer.goto(page)
  await writer.getByTestId('begin-assessment').click()
  await writer.getByTestId('send').click()
  await expect(writer).toHaveURL(/\/assessments\/\d+$/)
  const number = writer.url().split('/').at(-1)!
  await take(writer, 'write', {
    purpose: '目的明确、依据法定职责，只收集必需的信息。',
    rights: '可能泄露隐私；影响有限，已告知并可随时查阅更正。',
    measures: '加密存储、按辖区隔离、每次查看留痕，与风险相称。',
    risk: 'low',
  })
  await expect(writer.getByTestId('part-measures')).toContainText('按辖区隔离')
  await usable(writer)
  await take(writer, 'submit', {})
  await writer.getByTestId('more-actions').click()
  await expect(writer.getByTestId('action-approve')).toHaveAttribute('aria-disabled', 'true')

  const second = await open('protection2')
  await second.goto('/console/protection/summary')
  await second
    .getByTestId('due-assessments')
    .getByRole('link', { name: /等待第二人审批/ })
    .click()
  await second.getByTestId('rows').locator(`a[href$="/${number}"]`).click()
  await take(second, 'approve', {})
  await second.goto(page)
  await expect(second.getByTestId('lacks')).toHaveCount(0)
  await expect(second.locator(`a[href$="/assessments/${number}"]`)).toBeVisible()

  // The register says who is in charge once the city has said it; the last word counts.
  const place = `市政务云${Date.now() % 100_000}`
  await second.getByTestId('say').click()
  await second.getByTestId('note-storage').fill(place)
  await second.getByTestId('send').click()
  await expect(second.getByTestId('note')).toContainText(place)
  await usable(second)
})

test('what was deleted is told by night and by rule', async ({ open }) => {
  due('accounts.forget')
  const page = await open('protection2')
  await page.goto('/console/protection/deletions')
  const night = page.getByTestId('night').first()
  await expect(night).toContainText(/条规则检查/)
  await expect(night.locator('tbody tr').first()).toBeVisible()
  await usable(page)
  await page.getByTestId('which').getByText('按规则查看').click()
  await expect(page.getByTestId('rules').locator('tbody tr').first()).toBeVisible()
  await usable(page)
})
