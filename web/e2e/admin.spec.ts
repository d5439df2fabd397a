/** Administration by those who hold it: each page read, one thing done on it, and what the platform refuses shown. */
import { expect, test } from './support/test.ts'

/** Something nobody else in the city is called. */
const fresh = () => Math.random().toString(36).slice(2, 8)

test('an account is opened by one administrator and given a post by another', async ({ open }) => {
  const name = `测试${fresh()}`
  const system = await open('system1')
  await system.goto('/console/admin/people')
  await system.getByTestId('new-person').click()
  await system.getByTestId('person-name').fill(name)
  await system.getByTestId('person-username').fill(`t${fresh()}`)
  await system.getByTestId('send').click()
  await expect(system.getByTestId('secret')).toHaveText(/\S{8,}/)
  await system.getByTestId('secret-kept').click()
  await expect(system.getByTestId('secret')).toBeHidden()

  const security = await open('security1')
  await security.goto('/console/admin/people')
  await security.getByTestId('person-words').fill(name)
  await expect(security.getByTestId('people').locator('tbody tr')).toHaveCount(1)
  await security.getByTestId('open-person').click()
  await security.getByTestId('give-posting').click()
  await security.getByTestId('posting-role').click()
  await security.getByRole('option', { name: '部门经办人' }).click()
  await security.getByTestId('unit').click()
  await security.getByTestId('unit').locator('input').fill('辽阳市民政局')
  await security.getByRole('option', { name: /辽阳市民政局/ }).click()
  await security.getByRole('dialog').getByTestId('send').click()
  await expect(security.getByTestId('person-panel')).toContainText('辽阳市民政局')
  await expect(security.getByTestId('new-person')).toHaveCount(0)
})

test('a unit is opened, renamed and closed for good', async ({ open, guard }) => {
  guard.expect(/status of 422 .*\/units$/)
  const name = `测试单位${fresh()}`
  const page = await open('system1')
  await page.goto('/console/admin/units')
  await page.getByTestId('new-unit').click()
  await page.getByTestId('unit-kind').click()
  await page.getByRole('option', { name: /民政/ }).first().click()
  await page.getByTestId('unit-name').fill(name)
  await page.getByTestId('send').click()
  // The first of a kind stands in every region: the platform asks for a number, and says so at the field.
  await expect(page.locator('.el-form-item__error')).toBeVisible()
  await page.getByLabel('同区域同类单位的序号').fill(String(10 + Math.floor(Math.random() * 90)))
  await page.getByTestId('send').click()
  await page.getByTestId('unit-words').fill(name)
  await expect(page.getByTestId('units').locator('tbody tr')).toHaveCount(1)
  await page.getByRole('button', { name: '修改', exact: true }).click()
  await page.getByTestId('unit-phone').fill('04192000000')
  await page.getByTestId('send').click()
  await expect(page.getByTestId('units')).toContainText('04192000000')
  await page.getByRole('button', { name: '停用', exact: true }).click()
  await page.getByTestId('send').click()
  await expect(page.getByTestId('empty')).toBeVisible()
})

test('a token is shown once and revoked', async ({ open }) => {
  const name = `测试平台${fresh()}`
  const page = await open('security1')
  await page.goto('/console/admin/tokens')
  await page.getByTestId('new-token').click()
  await page.getByTestId('token-name').fill(name)
  await page.getByTestId('token-channel').click()
  await page.getByRole('option', { name: /12345/ }).click()
  await page.getByTestId('token-scopes').getByText('上报事件').click()
  await page.getByTestId('send').click()
  await expect(page.getByTestId('secret')).toHaveText(/^wgt_/)
  await page.getByTestId('secret-kept').click()
  const row = page.getByTestId('tokens').locator('tbody tr', { hasText: name })
  await row.getByTestId('revoke').click()
  await page.getByTestId('send').click()
  await expect(row.getByTestId('revoke')).toHaveCount(0)
})

test('what a role may do is a matrix, and a change gives its reason', async ({ open }) => {
  const page = await open('security1')
  await page.goto('/console/admin/roles')
  await expect(page.getByTestId('matrix').getByRole('columnheader', { name: /网格员/ })).toBeVisible()
  await page.getByTestId('change-call_back_clerk').click()
  await expect(page.getByTestId('send')).toBeDisabled()
  await page.getByTestId('reason').fill('回访不再查看清单')
  await page.getByTestId('send').click()
  await expect(page.getByRole('dialog')).toBeHidden()
})

test('a day is settled and stands in the year', async ({ open }) => {
  const page = await open('system1')
  await page.goto('/console/admin/calendar')
  await page.getByTitle('下一年').click()
  // Of the next year: this year's days stand there until it has come.
  const day = page.getByTestId(new RegExp(`^day-${new Date().getFullYear() + 1}-06-2\\d$`)).first()
  const sum = await page.getByTestId('year-sum').innerText()
  await day.click()
  await page.getByTestId('day-reason').fill('市政府通知')
  await page.getByTestId('send').click()
  await expect(day).toHaveClass(/settled/)
  await expect(page.getByTestId('year-sum')).not.toHaveText(sum)
  await expect(page.getByTestId('settled-days')).toContainText('市政府通知')
})

test('the settings of a loop are published with a reason and kept', async ({ open }) => {
  const note = `调整${fresh()}`
  const page = await open('system1')
  await page.goto('/console/admin/flows')
  await page.getByTestId('edit-flow').click()
  await expect(page.getByTestId('send')).toBeDisabled()
  await page.getByTestId('figure-reminders_max').getByRole('button').last().click()
  await page.getByTestId('flow-note').fill(note)
  await page.getByTestId('send').click()
  await expect(page.getByTestId('editions')).toContainText(note)
  await expect(page.getByTestId('editions')).toContainText('最多可催办次数')
})

test('a faulty catalogue is refused with every fault at its item', async ({ open, guard }) => {
  guard.expect(/status of 422 .*\/catalogue\/versions$/)
  const page = await open('system1')
  await page.goto('/console/admin/catalogue')
  await page.getByTestId('item-words').fill('路灯')
  await expect(page.getByTestId('items').locator('tbody tr')).toHaveCount(2)
  await page.getByRole('button', { name: '路灯不亮或损坏' }).click()
  await expect(page.getByTestId('item-card')).toContainText('立案条件')
  await page.keyboard.press('Escape')
  await page.getByTestId('publish-catalogue').click()
  await page.getByTestId('catalogue-file').setInputFiles({
    name: 'items.yaml',
    mimeType: 'application/yaml',
    buffer: Buffer.from('title: 清单\nitems:\n  - {code: C0101, name: 上水井盖}\n'),
  })
  await page.getByTestId('send').click()
  await expect(page.getByTestId('catalogue-faults')).toContainText('C0101 上水井盖')
  await page.getByTestId('catalogue-file').setInputFiles({
    name: 'items.yaml',
    mimeType: 'application/yaml',
    buffer: Buffer.from('title: "清单\nitems: ['),
  })
  await expect(page.getByTestId('catalogue-unread')).toContainText('文件读不懂')
  await expect(page.getByTestId('send')).toBeDisabled()
})

test('a control rule is published and ended early', async ({ open }) => {
  const reason = `夜市${fresh()}`
  const page = await open('county1')
  await page.goto('/console/admin/rules')
  await page.getByTestId('new-rule').click()
  await page.getByTestId('item').click()
  await page.getByTestId('item').locator('input').fill('占道')
  await page.getByRole('option').first().click()
  await page.getByTestId('rule-reason').fill(reason)
  await page.getByTestId('rule-basis').fill('区政府批复')
  await page.getByTestId('send').click()
  const row = page.getByTestId('rules').locator('tbody tr', { hasText: reason })
  await row.getByTestId('end-rule').click()
  await page.getByTestId('rule-reason').fill('夜市提前收摊')
  await page.getByTestId('send').click()
  await expect(row.getByTestId('end-rule')).toHaveCount(0)
})

test('a notice is published for the area, changed and taken back', async ({ open }) => {
  const title = `停水通知${fresh()}`
  const page = await open('community1')
  await page.goto('/console/admin/notices')
  await page.getByTestId('new-notice').click()
  await page.getByTestId('notice-title').fill(title)
  await page.getByTestId('notice-body').fill('明天上午八点到十二点停水，请提前储水。')
  await page.getByTestId('send').click()
  const row = page.getByTestId('notices').locator('tbody tr', { hasText: title })
  await row.getByRole('button', { name: '修改' }).click()
  await page.getByTestId('notice-body').fill('改为下午停水。')
  await page.getByTestId('send').click()
  await expect(row).toContainText('改为下午停水')
  await row.getByRole('button', { name: '撤下' }).click()
  await page.getByTestId('send').click()
  await expect(row).toHaveCount(0)
})

test('the audit log is for its administrator alone', async ({ open }) => {
  const audit = await open('audit1')
  await audit.goto('/console/admin/audit')
  await expect(audit.getByTestId('audit')).toContainText('登录')
  await audit.getByTestId('audit-action').click()
  await audit.getByRole('option', { name: '登录', exact: true }).click()
  await expect(audit.getByTestId('audit').locator('tbody tr').first()).toContainText('登录')
  const system = await open('system1')
  await system.goto('/console/admin/audit')
  await expect(system.getByTestId('audit')).toHaveCount(0)
})
