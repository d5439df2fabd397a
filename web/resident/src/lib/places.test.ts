import { effectScope, nextTick, ref } from 'vue'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Place } from './public'
import { usePlaces } from './places'

const place = (code: string): Place => ({
  code,
  name: code,
  full_name: code,
  level: { key: 'community', label: 'x' },
})

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

async function type(words: { value: string }, text: string): Promise<void> {
  words.value = text
  await nextTick()
}

it('asks once for what stays typed, and drops answers to older words', async () => {
  const answers: Record<string, (found: Place[]) => void> = {}
  const ask = vi.fn<(q: string) => Promise<Place[]>>((q) => new Promise((done) => (answers[q] = done)))
  const words = ref('')
  const scope = effectScope()
  const { places, busy } = scope.run(() => usePlaces(() => words.value, ask)) as ReturnType<typeof usePlaces>
  await type(words, '安')
  vi.advanceTimersByTime(1000)
  expect(ask).not.toHaveBeenCalled()
  await type(words, '安居')
  await type(words, '安居社')
  vi.advanceTimersByTime(1000)
  expect(ask.mock.calls).toEqual([['安居社']])
  await type(words, '文圣')
  vi.advanceTimersByTime(1000)
  answers['文圣']?.([place('b')])
  answers['安居社']?.([place('a')])
  await vi.runAllTimersAsync()
  expect(places.value?.map((each) => each.code)).toEqual(['b'])
  expect(busy.value).toBe(false)
  scope.stop()
})

it('says that it could not ask', async () => {
  const words = ref('')
  const scope = effectScope()
  const found = scope.run(() =>
    usePlaces(
      () => words.value,
      () => Promise.reject(new Error('off')),
    ),
  )
  await type(words, '安居')
  await vi.runAllTimersAsync()
  expect(found?.failed.value).toBe(true)
  scope.stop()
})
