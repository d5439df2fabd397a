import { expect, it, vi } from 'vitest'
import { usePlace } from './place'

const here = { grid: '1', name: 'Grid 1', full_name: 'Street, Grid 1' }
const locate = vi.fn()
vi.mock('../store/kit', () => ({ ownMap: { value: { locate: (at: unknown) => locate(at) } } }))
const position = vi.fn()
vi.mock('@shared/map/position', () => ({ position: () => position() }))
const ask = vi.fn()
vi.mock('@shared/api/client', () => ({ api: { GET: () => ask() }, data: (answer: unknown) => answer }))

it('names the grid from what is kept on the phone, without a network', async () => {
  position.mockResolvedValue([123.2, 41.25])
  locate.mockResolvedValue(here)
  const place = usePlace()
  await place.find()
  expect([place.finding.value, place.name.value, place.at.value]).toEqual([
    'named',
    'Street, Grid 1',
    [123.2, 41.25],
  ])
  expect(ask).not.toHaveBeenCalled()
})

it('asks the platform beyond the outlines that are kept, and does without an answer', async () => {
  locate.mockResolvedValue(null)
  ask.mockResolvedValueOnce({ ...here, full_name: 'Elsewhere' })
  const place = usePlace()
  await place.put([123, 41])
  expect([place.finding.value, place.name.value]).toEqual(['named', 'Elsewhere'])
  ask.mockRejectedValueOnce(new Error('offline'))
  await place.put([122, 41])
  expect([place.finding.value, place.at.value]).toEqual(['unnamed', [122, 41]])
})

it('says that there is no position, and keeps the one it had', async () => {
  position.mockRejectedValue(new Error('denied'))
  const place = usePlace()
  await place.find()
  expect(place.finding.value).toBe('none')
})
