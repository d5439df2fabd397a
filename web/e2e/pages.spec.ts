/**
 * Every page of every face, in the size it is made for and in both sets of colours: no barrier that axe finds, nothing
 * wider than the window, no text that only programs should read; in another size, nothing wider than that. The pages
 * are those that the apps' own routers list.
 */
import type { Page, ViewportSize } from '@playwright/test'
import { DESK, ON_PHONE } from './support/browser.ts'
import { barriers, overflow, raw } from './support/look.ts'
import { CONSOLE_PEOPLE, powers, throughTheDoor } from './support/people.ts'
import { address, go, routes, type Route } from './support/routes.ts'
import { settled } from './support/settled.ts'
import { expect, test } from './support/test.ts'
import { accepted, gridOf, reported, resident, table, Voice } from './support/voice.ts'

const SMALL_DESK = { width: 1024, height: 768 }

test.describe.configure({ timeout: 420_000 })

/** What is wrong with a page that is open, in the light and in the dark; and whether it fits in the other size. */
async function faults(page: Page, name: string, other: ViewportSize): Promise<string[]> {
  const found: string[] = []
  const size = page.viewportSize()!
  await settled(page)
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await settled(page, { looks: 1 })
    found.push(...(await tooWide(page)))
    for (const each of await barriers(page, { colours: colorScheme === 'dark' }))
      found.push(`${colorScheme}: ${each}`)
  }
  found.push(...(await raw(page)))
  await page.setViewportSize(other)
  await settled(page, { looks: 1 })
  found.push(...(await tooWide(page)))
  await page.setViewportSize(size)
  return found.map((each) => `${name}: ${each}`)
}

async function tooWide(page: Page): Promise<string[]> {
  const wider = await overflow(page)
  return wider > 0 ? [`${wider} px wider than a window of ${page.viewportSize()!.width} px`] : []
}

/**
 * Walk all these pages in one browser; complains of pages it knows no address for. Pages of one thing are opened by
 * their address, as somebody does who was sent it; the others as somebody does who clicks.
 */
async function walk(
  page: Page,
  base: string,
  table: Route[],
  values: Record<string, string>,
  other: ViewportSize,
) {
  const found: string[] = []
  let open = false
  for (const route of table) {
    const path = address(route, values)
    if (path === undefined) {
      found.push(`${route.name}: no example for ${route.path}; give it one in pages.spec.ts`)
      continue
    }
    await test.step(`${route.name} ${path}`, async () => {
      if (open && !route.path.includes(':')) await go(page, path)
      else await page.goto(base + path)
      open = true
      found.push(...(await faults(page, route.name, other)))
    })
  }
  return found
}

/** A request about what is held about somebody, one that waits already or a new one. */
async function asked(person: number): Promise<string> {
  const operator = await Voice.of('community1')
  const { items } = await operator.get<{ items: { case_no: string }[] }>('/registry/requests')
  if (items[0]) return items[0].case_no
  const body = { kind: 'explain', words: '想知道为什么登记这些' }
  return (await operator.post<{ case_no: string }>(`/registry/people/${person}/requests`, body)).case_no
}

/** A list out of the register that waits for approval. */
async function listed(region: string): Promise<string> {
  const operator = await Voice.of('community1')
  const body = {
    purpose: 'door',
    fields: ['identity.name'],
    region,
    reason: '入户前核对',
    receiver: '本社区网格员',
  }
  return (await operator.post<{ case_no: string }>('/registry/exports', body)).case_no
}

/** Somebody is cared for by those who walk through the pages. */
async function cared(): Promise<string> {
  const operator = await Voice.of('community1')
  const { items } = await operator.get<{ items: { case_no: string }[] }>('/care')
  return items[0]!.case_no
}

/** What the data protection desk has pages of: a breach that is open, an assessment that is being written. */
async function overseen(): Promise<{ breach: string; assessment: string }> {
  const officer = await Voice.of('protection1')
  const opened = async (path: string, body: Record<string, unknown>) =>
    (await officer.post<{ case_no: string }>(path, body)).case_no
  const activities = ['track']
  return {
    breach: await opened('/protection/breaches', {
      found_at: new Date().toISOString(),
      kinds: ['lost'],
      certain: false,
      activities,
      words: '巡查手机遗失，已远程锁定。',
    }),
    assessment: await opened('/protection/assessments', { activities }),
  }
}

async function examples(): Promise<Record<string, string>> {
  const { case_no } = await accepted('早市出入口堆着垃圾，挡住了盲道。')
  const { code } = await gridOf('grid1')
  const township = await Voice.of('township1')
  const { case_no: patrol } = await township.post<{ case_no: string }>('/patrols', {
    title: '早市周边例行巡查',
    grid: code,
    checklist: ['早市出入口', '公共垃圾收集点'],
    finish_by: new Date(Date.now() + 4 * 3_600_000).toISOString(),
  })
  const { person, home, place } = await resident()
  const { breach, assessment } = await overseen()
  return {
    no: case_no,
    'registry-person.number': String(person),
    'registry-merge.number': String(person),
    'registry-home.number': String(home),
    'registry-place.number': String(place),
    'registry-table.number': String(await table('姓名,小区,楼栋,单元,户室', ['演示王9001,演示花园,1,1,101'])),
    'patrol.no': patrol,
    code,
    // An appeal needs a mark that only time makes: its page is looked at as it is when there is none.
    'appeal.no': '2026010100000000',
    'request.no': await asked(person),
    'care-entry.no': await cared(),
    'export.no': await listed(code),
    'protection-activity.key': 'register/identity',
    'protection-assessment.no': assessment,
    'protection-breach.no': breach,
    nowhere: 'no-such-page',
    rest: 'no-such-page',
  }
}

// Two at a time, as it is by far the longest walk.
for (const half of [0, 1])
  test(`console, ${half ? 'the other half' : 'one half'}`, async ({ open, guard }) => {
    guard.expect(/status of 404 .*\/appeals\/2026010100000000/)
    const values = await examples()
    const may = await powers(CONSOLE_PEOPLE)
    const first = await open(null, { viewport: DESK })
    await first.goto('/console/login')
    const table = await routes(first)
    if (half) expect(await faults(first, 'login', SMALL_DESK)).toEqual([])
    const found: string[] = []
    const others = table.filter((route) => route.name !== 'login')
    const left = new Set(others.filter((_, place) => place % 2 === half))
    for (const [username, held] of may) {
      const mine = [...left].filter(
        (route) => !route.power.length || route.power.some((each) => held.has(each)),
      )
      if (!mine.length) continue
      mine.forEach((route) => left.delete(route))
      const page = await open(username, { viewport: DESK })
      found.push(...(await walk(page, '/console', mine, values, SMALL_DESK)))
    }
    for (const route of left) found.push(`${route.name}: nobody of the demo has ${route.power.join(' or ')}`)
    expect(found).toEqual([])
  })

test('field app', async ({ open }) => {
  const { person, home } = await resident()
  const homes = { number: String(home), who: String(person), what: 'enter' }
  const values = { ...(await examples()), ...homes, id: '', action: 'pass' }
  const page = await open(null, ON_PHONE)
  await page.goto('/field/login')
  const table = await routes(page)
  const found = await faults(page, 'login', DESK)
  await throughTheDoor(page, 'grid1')
  const others = table.filter((route) => route.name !== 'login')
  found.push(...(await walk(page, '/field', others, values, DESK)))
  expect(found).toEqual([])
})

test('resident app', async ({ open }) => {
  const { case_no, secret } = await reported('楼下路灯坏了三盏，晚上看不见路。')
  const { code } = await gridOf('grid1')
  const page = await open(null, ON_PHONE)
  await page.goto('/')
  const table = await routes(page)
  await page.goto(`/follow/${case_no}#${secret}`)
  const values = { no: case_no, code, action: 'remind', id: 'not-on-this-phone', rest: 'no-such-page' }
  expect(await walk(page, '', table, values, DESK)).toEqual([])
})
