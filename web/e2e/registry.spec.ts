/** The register in the console: found, changed, revealed on the record; confirmed in one tap; tables brought in; odd reading. */
import { readFileSync } from 'node:fs'
import { due } from './support/city.ts'
import { elsewhere, entered, nobodys, type Entered } from './support/entered.ts'
import { usable } from './support/look.ts'
import { expect, test } from './support/test.ts'
import { resident, table, Voice } from './support/voice.ts'

test('somebody is found, changed, and a value shown with a reason that stays on the record', async ({
  open,
  guard,
}) => {
  const { name } = await resident()
  const page = await open('community1')
  await page.goto('/console/registry')
  await expect(page.getByTestId('find-hints')).toBeVisible()
  await page.getByTestId('find-box').fill(name)
  await page.getByTestId('find').click()
  await page.getByTestId('found').getByRole('link', { name, exact: true }).click()
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible()
  expect(page.url()).not.toContain(encodeURIComponent(name))

  await page.getByTestId('change-contact').click()
  const contact = `紧急${Math.random().toString(36).slice(2, 8)}`
  await page.getByTestId('field-in_need_name').locator('input').fill(contact)
  await page.getByTestId('field-in_need_phone').locator('input').fill('1')
  await usable(page)
  guard.expect(/status of 422 .*\/facts\/contact$/)
  await page.getByTestId('send').click()
  await expect(page.getByTestId('field-in_need_phone').getByRole('alert')).not.toBeEmpty()
  await page.getByTestId('field-in_need_phone').locator('input').fill('14200009999')
  await page.getByTestId('send').click()
  await expect(page.getByTestId('value-in_need_name')).toHaveText(/^紧\*+/)
  await expect(page.getByTestId('history').locator('li').first()).toContainText('联系方式')

  const reason = `核对${Math.random().toString(36).slice(2, 8)}`
  await page.getByTestId('reveal-in_need_name').click()
  await page.getByTestId('reveal-reason').fill(reason)
  await page.getByTestId('send').click()
  await expect(page.getByTestId('value-in_need_name')).toHaveText(contact)
  await expect(page.getByTestId('readings')).toContainText(reason)

  await page.goBack()
  await expect(page.getByTestId('found')).toContainText(name)
})

test('a worker confirms in one tap that nothing has changed in a home', async ({ open }) => {
  const { home } = await resident()
  const page = await open('grid1')
  await page.goto(`/console/registry/homes/${home}`)
  const answer = page.waitForResponse((each) => each.url().endsWith(`/homes/${home}/unchanged`))
  await page.getByTestId('unchanged').click()
  expect((await answer).status()).toBe(200)
  const { stale } = await (await Voice.of('grid1')).get<{ stale: boolean }>(`/registry/homes/${home}`)
  expect(stale).toBe(false)
})

test('who is entered already is moved in one tap, and what was typed otherwise is taken over', async ({
  open,
  guard,
}) => {
  const worker = await Voice.of('community1')
  const grid = await Voice.of('grid1')
  const [from, to] = [await elsewhere(grid, 2), await elsewhere(grid, 4)]
  const number = nobodys()
  const before = await entered(worker, from.number, number)
  const page = await open('community1')
  await page.goto(`/console/registry/people/new?home=${to.number}`)
  await page.getByTestId('field-name').locator('input').fill(before.name)
  await page.getByTestId('field-identity_number').locator('input').fill(number)
  await page.getByTestId('field-kind').getByText('户籍人口').click()
  await page.getByTestId('field-relation').locator('.el-select').click()
  await page.getByRole('option', { name: '合租或寄住' }).click()
  await page.getByTestId('field-phone').locator('input').fill('14200002222')
  guard.expect(/status of 409 .*\/registry\/people$/)
  await page.getByTestId('enter-person').click()
  await expect(page.getByTestId('known-person')).toContainText(from.address)
  await expect(page.getByTestId('known-person')).toContainText(before.name)
  await usable(page)

  await test.step('it might be somebody else: the number is looked at, and nothing that was typed is gone', async () => {
    await page.getByTestId('known-other').click()
    await expect(page.getByTestId('field-identity_number').locator('input')).toBeFocused()
    await expect(page.getByTestId('field-phone').locator('input')).toHaveValue('14200002222')
    await page.getByTestId('enter-person').click()
  })
  await page.getByTestId('known-moved').click()
  await expect(page.getByTestId('home')).toContainText(before.name)
  expect(new URL(page.url()).pathname).toBe(`/console/registry/homes/${to.number}`)
  await expect(page.getByTestId('typed-beside')).toContainText('142****1111')
  await usable(page)
  const known = () => worker.get<Entered>(`/registry/people/${before.number}`)
  const phone = ({ groups }: Entered) =>
    groups.find((each) => each.key === 'contact')!.fields.find((each) => each.key === 'phone')!.shown
  expect(phone(await known())).toBe('142****1111')
  await page.getByTestId('take-over').click()
  await expect(page.getByTestId('typed-beside')).toHaveCount(0)
  const after = await known()
  expect([after.home.number, phone(after)]).toEqual([to.number, '142****2222'])
  const { items } = await worker.get<{ items: { action: { key: string } }[] }>(
    `/registry/people/${before.number}/history`,
  )
  expect(items.map((each) => each.action.key)).toEqual(['changed', 'moved', 'collected'])
})

test('a table is compared, left, taken up again, settled and entered', async ({ open }, info) => {
  const no = String(Date.now() % 100_000).padStart(5, '0')
  const known = `演示查${no}`
  const born = '19900101'
  const first = await table('姓名,出生日期,小区,楼栋,单元,户室', [`${known},${born},演示花园,1,1,101`])
  const community = await Voice.of('community1')
  const { mapping } = await community.get<{ mapping: Record<string, string> }>(`/registry/tables/${first}`)
  await community.put(`/registry/tables/${first}/mapping`, { mapping })
  await community.post(`/registry/tables/${first}/compare`, {})
  await community.post(`/registry/tables/${first}/enter`, {})

  const page = await open('community1')
  await page.goto('/console/registry/tables')
  await page.getByTestId('new-table').click()
  const lines = [
    '姓名,出生日期,公民身份号码,小区,楼栋,单元,户室',
    `演示新${no},,,演示花园,1,1,102`,
    `${known},${born},,演示花园,2,1,201`,
    `演示错${no},,123,演示花园,1,1,103`,
  ]
  const file = { name: `名单${no}.csv`, mimeType: 'text/csv', buffer: Buffer.from(lines.join('\n')) }
  await page.getByTestId('table-file').setInputFiles(file)
  await page.getByTestId('send').click()
  await page.getByTestId('columns-named').click()
  await expect(page.getByTestId('lines-double')).toContainText(known)

  await page.goto('/console/registry/tables')
  await page.getByRole('link', { name: file.name }).click()
  await page.getByTestId('decide-new').click()
  await expect(page.getByTestId('decide-new')).toHaveAttribute('aria-pressed', 'true')
  await usable(page)
  await page.getByTestId('enter-table').click()
  await expect(page.getByTestId('entered')).toContainText('登记了 2 行')
  const download = page.waitForEvent('download')
  await page.getByTestId('take-bad').click()
  const path = info.outputPath('bad.csv')
  await (await download).saveAs(path)
  expect(readFileSync(path, 'utf8')).toContain(`演示错${no}`)
})

test('two entries are one person, and are taken apart again', async ({ open }) => {
  const no = String(Date.now() % 100_000).padStart(5, '0')
  const { home } = await resident()
  const community = await Voice.of('community1')
  const enter = (name: string, contact: object) =>
    community.post<{ number: number }>('/registry/people', {
      dwelling: home,
      facts: { identity: { name }, residence: { kind: 'registered', relation: 'tenant' }, contact },
    })
  const { number } = await enter(`演示合${no}`, {})
  await enter(`演示合${no}重`, { phone: '14200008888' })
  const page = await open('community1')
  await page.goto(`/console/registry/people/${number}/merge`)
  await page.getByTestId('merge-choose').click()
  await expect(page.getByTestId('merge-beside')).toContainText('142****8888')
  await page.getByTestId('merge-reason').fill('同一人登记了两次')
  await usable(page)
  await page.getByTestId('merge').click()
  await expect(page.getByTestId('value-phone')).toHaveText('142****8888')
  await page.getByTestId('undo-merge').click()
  await page.getByTestId('send').click()
  await expect(page.getByTestId('undo-merge')).toHaveCount(0)
  await expect(page.getByTestId('group-contact')).not.toContainText('142****8888')
})

test('odd reading is told to the audit administrator, who says what came of it', async ({ open }) => {
  const worker = await Voice.of('community1')
  for (let times = 0; times < 21; times++)
    await worker.post('/registry/search', { number: `1420000${String(7000 + times)}` })
  due('core.audit_watch')
  const page = await open('audit1')
  await page.goto('/console/admin/alerts')
  const row = page.getByTestId('alerts').locator('tbody tr', { hasText: worker.name }).first()
  await row.getByTestId('look-into').click()
  const found = `已核实${Math.random().toString(36).slice(2, 8)}`
  await page.getByTestId('alert-note').fill(found)
  await usable(page)
  await page.getByTestId('send').click()
  await page.getByText('全部', { exact: true }).click()
  await expect(page.getByTestId('alerts')).toContainText(found)
})
