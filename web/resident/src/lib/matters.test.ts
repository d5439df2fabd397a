import { beforeEach, expect, it, vi } from 'vitest'
import { followLink, gridLink, readGrid, readLink } from './link'

beforeEach(() => {
  localStorage.clear()
  sessionStorage.clear()
  vi.resetModules()
})
const fresh = () => import('./matters')

it('remembers a matter, the newest first, each once', async () => {
  const { find, matters, remember } = await fresh()
  remember('2026000001', 'abcdefghjkmn', 'x'.repeat(60))
  remember('2026000002', 'ABCD-EFGH-JKMN')
  remember('2026000001', 'abcd efgh jkmn')
  expect(matters.value.map((each) => each.case_no)).toEqual(['2026000001', '2026000002'])
  expect(find('2026000001')).toMatchObject({ secret: 'ABCD-EFGH-JKMN', text: `${'x'.repeat(40)}…` })
  vi.resetModules()
  expect((await fresh()).matters.value).toHaveLength(2)
})

it('leaves nothing on a phone that is somebody else’s', async () => {
  const { borrowed, matters, remember } = await fresh()
  remember('2026000001', 'ABCDEFGHJKMN')
  borrowed.value = true
  expect(localStorage.getItem('wangge.matters')).toBeNull()
  expect(matters.value).toHaveLength(1)
  remember('2026000002', 'ABCDEFGHJKMN')
  sessionStorage.clear()
  vi.resetModules()
  const later = await fresh()
  expect(later.borrowed.value).toBe(true)
  expect(later.matters.value).toEqual([])
})

it('is not stopped by what cannot be read', async () => {
  localStorage.setItem('wangge.matters', '{broken')
  expect((await fresh()).matters.value).toEqual([])
})

it('keeps the secret in the fragment, which no server is ever sent', () => {
  const link = followLink('2026112300000015', 'ABCD-EFGH-JKMN', 'https://city.example')
  const { pathname, search, hash } = new URL(link)
  expect([pathname, search, hash]).toEqual(['/follow/2026112300000015', '', '#ABCD-EFGH-JKMN'])
  expect(readLink(link)).toEqual({ case_no: '2026112300000015', secret: 'ABCD-EFGH-JKMN' })
  expect(readLink('https://city.example/follow/2026112300000015')).toBeUndefined()
  expect(readGrid(gridLink('211002016001001', 'https://city.example'))).toBe('211002016001001')
  expect(readGrid(link)).toBeUndefined()
})
