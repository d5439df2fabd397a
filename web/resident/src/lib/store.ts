/**
 * What is kept on this phone until it has been sent: photos of a draft, and reports that wait for a network. Where
 * the browser keeps nothing (a private window of an old one), it is held until the page is closed.
 */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import type { Shot } from '@shared/phone/shrink'
import type { Waiting } from './outbox'

interface Kept extends DBSchema {
  /** Photos of the report being written, under `draft`. */
  photos: { key: string; value: Shot[] }
  outbox: { key: string; value: Waiting }
}
type Name = 'photos' | 'outbox'

const memory = { photos: new Map<string, Shot[]>(), outbox: new Map<string, Waiting>() }
let opened: Promise<IDBPDatabase<Kept> | null> | undefined

async function open(): Promise<IDBPDatabase<Kept> | null> {
  try {
    return await openDB<Kept>('wangge-resident', 1, {
      upgrade(made) {
        made.createObjectStore('photos')
        made.createObjectStore('outbox')
      },
    })
  } catch {
    return null
  }
}

function database(): Promise<IDBPDatabase<Kept> | null> {
  opened ??= open()
  return opened
}

export async function put<N extends Name>(name: N, key: string, value: Kept[N]['value']): Promise<void> {
  const kept = await database()
  try {
    if (kept) return void (await kept.put(name, value, key))
  } catch (error) {
    if (error instanceof DOMException && error.name === 'DataCloneError') throw error
    // Full, or refused: better held than lost.
  }
  ;(memory[name] as Map<string, Kept[N]['value']>).set(key, value)
}

export async function get<N extends Name>(name: N, key: string): Promise<Kept[N]['value'] | undefined> {
  const kept = await database()
  const found = (memory[name] as Map<string, Kept[N]['value']>).get(key)
  return found ?? (await kept?.get(name, key))
}

export async function drop(name: Name, key: string): Promise<void> {
  memory[name].delete(key)
  await (await database())?.delete(name, key)
}

export async function all<N extends Name>(name: N): Promise<Kept[N]['value'][]> {
  const kept = (await (await database())?.getAll(name)) ?? []
  return [...kept, ...(memory[name] as Map<string, Kept[N]['value']>).values()]
}
