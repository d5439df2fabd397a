import { onScopeDispose, ref } from 'vue'
import { api, data } from '@shared/api/client'

/** A change of a case that the person may see. */
export interface Change {
  kind: string
  case_no: string
  version: number
  state: string
  region_code: string
  at: string
}

type Listener = {
  change: (change: Change) => void
  /** Messages may have been missed: read again what is on the screen. */
  missed: () => void
}

/** `off` until somebody listens; `lost` while the connection is being made again. */
export type LiveState = 'off' | 'connecting' | 'on' | 'lost'
export const live = ref<LiveState>('off')

const FIRST_WAIT = 2_000
const LONGEST_WAIT = 60_000
const listeners = new Set<Listener>()
let source: EventSource | null = null
let wait = FIRST_WAIT
let timer = 0
let wasLost = false

function tell(event: MessageEvent<string>): void {
  const change = JSON.parse(event.data) as Change
  for (const each of listeners) each.change(change)
}

function missed(): void {
  for (const each of listeners) each.missed()
}

async function open(): Promise<void> {
  live.value = wasLost ? 'lost' : 'connecting'
  let made: EventSource
  try {
    const { url } = await data(api.GET('/api/v1/stream'))
    if (!listeners.size) return
    made = new EventSource(url, { withCredentials: true })
  } catch {
    return later()
  }
  source = made
  made.addEventListener('hello', () => {
    live.value = 'on'
    wait = FIRST_WAIT
    if (wasLost) missed()
    wasLost = false
  })
  made.addEventListener('case', tell)
  made.addEventListener('reset', missed)
  made.addEventListener('error', () => {
    if (source !== made) return
    live.value = 'lost'
    wasLost = true
    // While it tries by itself, it sends along what it had last; closed for good, we ask for a new address.
    if (made.readyState === EventSource.CLOSED) later()
  })
}

function later(): void {
  source?.close()
  source = null
  live.value = 'lost'
  wasLost = true
  clearTimeout(timer)
  timer = window.setTimeout(() => void open(), wait)
  wait = Math.min(wait * 2, LONGEST_WAIT)
}

/** End the connection, as when the session has ended; the next listener makes a new one. */
export function hangUp(): void {
  clearTimeout(timer)
  source?.close()
  source = null
  live.value = 'off'
  wasLost = false
}

/** Make the connection anew, after the session was: what was missed is read again. */
export function redial(): void {
  hangUp()
  wasLost = true
  if (listeners.size) void open()
}

/** Hear of every change of a case this person may see, while this component lives. One connection serves all. */
export function useLive(change: Listener['change'], again: Listener['missed']): void {
  const listener = { change, missed: again }
  listeners.add(listener)
  if (live.value === 'off') void open()
  onScopeDispose(() => {
    listeners.delete(listener)
    if (!listeners.size) hangUp()
  })
}
