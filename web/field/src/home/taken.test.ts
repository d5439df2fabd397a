// @vitest-environment node
import 'fake-indexeddb/auto'
import { beforeEach, expect, it, vi } from 'vitest'
import { box, wipe } from '../store/db'
import type { HomeCard } from '../store/shapes'
import { dropKeys, holdKeys, unlock } from './keys'
import { keepIfTaken, sweep, takeAlong, taken } from './taken'

const state = vi.hoisted(() => ({
  person: { value: { id: 1, powers: ['registry.see'] } },
  homes: { items: [] as unknown[], until: '' },
}))
vi.mock('../store/session', () => ({ person: state.person }))
vi.mock('../store/kept', () => ({ keep: () => Promise.resolve(), useKept: () => null }))
vi.mock('@shared/api/client', () => ({
  api: { GET: (path: string) => Promise.resolve({ data: path.endsWith('/homes') ? state.homes : {} }) },
  data: async (answer: Promise<{ data: unknown }>) => (await answer).data,
}))

const card = (number: number, name = '演示吴0005') => ({ number, people: [{ name }] }) as unknown as HomeCard
const tonight = () => new Date(Date.now() + 3_600_000).toISOString()
const numbers = async () => (await (await box()).getAll('cards')).map((each) => each.number)

beforeEach(async () => {
  for (const person of [1, 2]) await wipe(person)
  dropKeys()
  state.person.value = { id: 1, powers: ['registry.see'] }
  state.homes = { items: [card(7), card(8)], until: tonight() }
})

vi.setConfig({ testTimeout: 60_000 })

it('takes along today’s homes, sealed, and lets go of the others', async () => {
  await holdKeys(1, 'right')
  await takeAlong()
  expect(await numbers()).toEqual([7, 8])
  expect(JSON.stringify(await (await box()).getAll('cards'))).not.toContain('演示')
  expect((await taken(1, 7))?.card).toEqual({ value: card(7) })
  state.homes = { items: [card(8)], until: tonight() }
  await takeAlong()
  expect(await numbers()).toEqual([8])
})

it('takes nothing along where nothing can be sealed', async () => {
  await takeAlong()
  expect(await numbers()).toEqual([])
})

it('takes nothing along for who may not read the register', async () => {
  await holdKeys(1, 'right')
  state.person.value = { id: 1, powers: [] }
  await takeAlong()
  expect(await numbers()).toEqual([])
})

it('asks for the password after the app was closed, and takes no other', async () => {
  await holdKeys(1, 'right')
  await takeAlong()
  dropKeys()
  expect((await taken(1, 7))?.card).toEqual({ why: 'locked' })
  expect(await unlock(1, 'wrong')).toBe(false)
  expect((await taken(1, 7))?.card).toEqual({ why: 'locked' })
  expect(await unlock(1, 'right')).toBe(true)
  expect((await taken(1, 7))?.card).toEqual({ value: card(7) })
})

it('does not open for somebody else who logs in on this phone', async () => {
  await holdKeys(1, 'right')
  await takeAlong()
  await holdKeys(2, 'right')
  expect((await taken(1, 7))?.card).toEqual({ why: 'locked' })
  expect(await taken(2, 7)).toBeNull()
})

it('says that what was sealed with lost keys is lost', async () => {
  await holdKeys(1, 'right')
  await takeAlong()
  await holdKeys(1, 'a new password somebody else set')
  expect((await taken(1, 7))?.card).toEqual({ why: 'lost' })
})

it('lets go of everything when the day is over, and at a log-out', async () => {
  await holdKeys(1, 'right')
  await takeAlong()
  await sweep(Date.now() + 2 * 3_600_000)
  expect(await numbers()).toEqual([])
  await takeAlong()
  await wipe(1)
  expect(await numbers()).toEqual([])
  expect(await (await box()).getAll('rings')).toEqual([])
})

it('brings a copy up to date only of what was taken along', async () => {
  await holdKeys(1, 'right')
  await takeAlong()
  await keepIfTaken(1, card(7, '演示郑0006'))
  await keepIfTaken(1, card(9))
  expect((await taken(1, 7))?.card).toEqual({ value: card(7, '演示郑0006') })
  expect(await taken(1, 9)).toBeNull()
})
