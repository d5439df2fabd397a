import { effectScope } from 'vue'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { HEARTBEAT, useIdle } from './idle'

beforeEach(() => void vi.useFakeTimers({ now: 1_700_000_000_000 }))
afterEach(() => void vi.useRealTimers())

function watched(minutes = 30) {
  const scope = effectScope()
  const beat = vi.fn()
  const end = vi.fn()
  const idle = scope.run(() => useIdle(() => minutes, beat, end))
  if (!idle) throw new Error('no scope')
  return { idle, beat, end, stop: () => scope.stop() }
}

it('warns a minute before the end and ends once', () => {
  const { idle, end, stop } = watched()
  vi.advanceTimersByTime(28.9 * 60_000)
  expect(idle.left.value).toBeNull()
  vi.advanceTimersByTime(40_000)
  expect(idle.left.value).toBeGreaterThan(0)
  vi.advanceTimersByTime(5 * 60_000)
  expect(end).toHaveBeenCalledOnce()
  stop()
})

it('begins again when somebody types, but not while the warning stands', () => {
  const { idle, end, stop } = watched()
  vi.advanceTimersByTime(28 * 60_000)
  window.dispatchEvent(new Event('keydown'))
  vi.advanceTimersByTime(28 * 60_000)
  expect(idle.left.value).toBeNull()
  vi.advanceTimersByTime(1.5 * 60_000)
  window.dispatchEvent(new Event('pointerdown'))
  vi.advanceTimersByTime(1_000)
  expect(idle.left.value).not.toBeNull()
  idle.stay()
  expect(idle.left.value).toBeNull()
  expect(end).not.toHaveBeenCalled()
  stop()
})

it('tells the platform now and then that somebody is here', () => {
  const { beat, stop } = watched()
  vi.advanceTimersByTime((HEARTBEAT - 1) * 1000)
  window.dispatchEvent(new Event('keydown'))
  expect(beat).not.toHaveBeenCalled()
  vi.advanceTimersByTime(2_000)
  window.dispatchEvent(new Event('keydown'))
  expect(beat).toHaveBeenCalledOnce()
  stop()
})

it('counts what is done in another tab', () => {
  const { idle, stop } = watched()
  vi.advanceTimersByTime(29.5 * 60_000)
  expect(idle.left.value).not.toBeNull()
  window.dispatchEvent(new StorageEvent('storage', { key: 'wangge.active', newValue: String(Date.now()) }))
  expect(idle.left.value).toBeNull()
  stop()
})
