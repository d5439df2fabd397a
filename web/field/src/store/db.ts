import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import type { Entry } from '../queue/entry'
import type { KeyRing, Sealed } from '../home/seal'

/** A person who has logged in on this phone: what is needed to open the app with no network. No password. */
export interface Known {
  id: number
  username: string
  name: string
  role: string
  place: string
  /** The grid the person works, '' when the posting is to no grid. */
  grid: string
  powers: string[]
  /** When the platform last confirmed the session (ISO 8601). */
  seen: string
}

/** A point of a walk that waits to be sent: degrees in CGCS2000, `at` in ISO 8601. */
export interface Footprint {
  key?: number
  person: number
  patrol: string
  lng: number
  lat: number
  at: string
}

/** The card of a home that is called on today, sealed; it leaves the phone at `until` (ISO 8601). */
export interface KeptCard {
  person: number
  number: number
  at: string
  until: string
  sealed: Sealed
}

interface Phone extends DBSchema {
  people: { key: number; value: Known }
  entries: { key: string; value: Entry; indexes: { person: [number, number] } }
  blobs: {
    key: string
    value: { id: string; person: number; entry: string; blob: Blob }
    indexes: { entry: string; person: number }
  }
  kept: {
    key: [number, string]
    value: { person: number; name: string; at: string; value: unknown }
    indexes: { person: number }
  }
  footprints: { key: number; value: Footprint; indexes: { person: number; patrol: [number, string] } }
  rings: { key: number; value: KeyRing; indexes: { person: number } }
  cards: { key: [number, number]; value: KeptCard; indexes: { person: number } }
}
export type Box = IDBPDatabase<Phone>

let opened: Promise<Box> | undefined

/** The one database of this app. Everything in it carries the id of the person it belongs to. */
export function box(): Promise<Box> {
  opened ??= openDB<Phone>('wangge-field', 2, {
    upgrade(db, before) {
      if (before < 2) {
        db.createObjectStore('rings', { keyPath: 'person' }).createIndex('person', 'person')
        db.createObjectStore('cards', { keyPath: ['person', 'number'] }).createIndex('person', 'person')
      }
      if (before > 0) return
      db.createObjectStore('people', { keyPath: 'id' })
      db.createObjectStore('entries', { keyPath: 'id' }).createIndex('person', ['person', 'order'])
      const blobs = db.createObjectStore('blobs', { keyPath: 'id' })
      blobs.createIndex('entry', 'entry')
      blobs.createIndex('person', 'person')
      db.createObjectStore('kept', { keyPath: ['person', 'name'] }).createIndex('person', 'person')
      const footprints = db.createObjectStore('footprints', { keyPath: 'key', autoIncrement: true })
      footprints.createIndex('person', 'person')
      footprints.createIndex('patrol', ['person', 'patrol'])
    },
    blocking: () => void opened?.then((db) => db.close()).then(() => (opened = undefined)),
    terminated: () => (opened = undefined),
  })
  return opened
}

/** Close the database, so that the next call opens it again. */
export async function shut(): Promise<void> {
  ;(await opened)?.close()
  opened = undefined
}

/** Everything of one person leaves this phone: records, photos, copies, footprints, cards, keys, the person. */
export async function wipe(person: number): Promise<void> {
  const db = await box()
  const stores = ['entries', 'blobs', 'kept', 'footprints', 'cards', 'rings'] as const
  const tx = db.transaction([...stores, 'people'], 'readwrite')
  for (const name of stores) {
    const store = tx.objectStore(name)
    const range = name === 'entries' ? IDBKeyRange.bound([person], [person, []]) : IDBKeyRange.only(person)
    let cursor = await store.index('person').openCursor(range as never)
    while (cursor) {
      await cursor.delete()
      cursor = await cursor.continue()
    }
  }
  await tx.objectStore('people').delete(person)
  await tx.done
}
