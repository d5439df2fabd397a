/** The records on this phone: stored before anything else happens, so that a closed tab loses nothing. */
import { uuid, type Shot } from '@shared/phone/shrink'
import { box } from '../store/db'
import type { Entry, Photo, State } from './entry'

const watchers = new Set<() => void>()
const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('wangge-field')
channel?.addEventListener('message', () => watchers.forEach((each) => each()))

/** Hear of every change of a record, in this tab and in others. Gives back how to stop. */
export function watchQueue(then: () => void): () => void {
  watchers.add(then)
  return () => watchers.delete(then)
}

function changed(): void {
  watchers.forEach((each) => each())
  channel?.postMessage('changed')
}

/** All records of a person, in the order they were made. */
export async function entriesOf(person: number): Promise<Entry[]> {
  return (await box()).getAllFromIndex('entries', 'person', allOf(person))
}

export async function entryBy(id: string): Promise<Entry | undefined> {
  return (await box()).get('entries', id)
}

/** What a page made, without the wrappers a page puts around it: the phone's database stores plain values only. */
function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}

const allOf = (person: number) => IDBKeyRange.bound([person], [person, []])

export type New = Pick<Entry, 'person' | 'title' | 'what'> & { id?: string; state: State }

/** A new record at the end of its person's queue, with its photos. */
export async function add(made: New, shots: Shot[] = []): Promise<Entry> {
  const db = await box()
  const tx = db.transaction(['entries', 'blobs'], 'readwrite')
  const last = await tx.objectStore('entries').index('person').openCursor(allOf(made.person), 'prev')
  const entry = { ...fresh(made, last?.value.order ?? 0), photos: shots.map(asPhoto) }
  for (const shot of shots)
    await tx.objectStore('blobs').put({ id: shot.id, person: made.person, entry: entry.id, blob: shot.blob })
  await tx.objectStore('entries').put(entry)
  await tx.done
  changed()
  return entry
}

/**
 * Records that follow from another one, in this order at the end of the queue, and what becomes of that one (null: it
 * goes): all at once or not at all. False where it is gone, or no longer as `still` wants it: somebody else was faster.
 */
export async function follow(
  id: string,
  made: New[],
  patch: Partial<Entry> | null,
  still: (entry: Entry) => boolean,
): Promise<boolean> {
  const tx = (await box()).transaction('entries', 'readwrite')
  const before = await tx.store.get(id)
  const goes = before !== undefined && still(before)
  if (goes) {
    let last = (await tx.store.index('person').openCursor(allOf(before.person), 'prev'))?.value.order ?? 0
    for (const each of made) {
      const entry = fresh(each, last)
      last = entry.order
      await tx.store.put(entry)
    }
    if (patch) await tx.store.put({ ...before, ...patch })
    else await tx.store.delete(id)
  }
  await tx.done
  if (goes) changed()
  return goes
}

/** Change a record as it is now stored; nothing where it is gone. A step that stores photos goes the same way. */
export async function change(
  id: string,
  patch: Partial<Entry> | ((entry: Entry) => Partial<Entry>),
): Promise<Entry | undefined> {
  const tx = (await box()).transaction('entries', 'readwrite')
  const entry = await tx.store.get(id)
  if (entry) {
    Object.assign(entry, typeof patch === 'function' ? patch(entry) : patch)
    entry.what = plain(entry.what)
    await tx.store.put(entry)
  }
  await tx.done
  changed()
  return entry
}

/** The photos of a record that is still being written: those no longer shown are deleted, new ones stored. */
export async function setPhotos(id: string, shots: Shot[]): Promise<void> {
  const tx = (await box()).transaction(['entries', 'blobs'], 'readwrite')
  const entry = await tx.objectStore('entries').get(id)
  if (entry) {
    const kept = new Map(entry.photos.map((each) => [each.id, each]))
    for (const gone of entry.photos.filter((each) => !shots.some((shot) => shot.id === each.id)))
      await tx.objectStore('blobs').delete(gone.id)
    for (const shot of shots.filter((each) => !kept.has(each.id)))
      await tx.objectStore('blobs').put({ id: shot.id, person: entry.person, entry: id, blob: shot.blob })
    entry.photos = shots.map((shot) => kept.get(shot.id) ?? asPhoto(shot))
    await tx.objectStore('entries').put(entry)
  }
  await tx.done
  changed()
}

export async function shotsOf(entry: Entry): Promise<Shot[]> {
  const db = await box()
  const found = await Promise.all(entry.photos.map((each) => db.get('blobs', each.id)))
  return entry.photos.flatMap((photo, at) => {
    const blob = found[at]?.blob
    return blob ? [{ id: photo.id, name: photo.name, blob }] : []
  })
}

export async function blobOf(photo: string): Promise<Blob | undefined> {
  return (await (await box()).get('blobs', photo))?.blob
}

/** What is known of one photo's way; its bytes leave the phone once they have arrived or were refused. */
export async function changePhoto(id: string, photo: string, patch: Partial<Photo>): Promise<void> {
  const tx = (await box()).transaction(['entries', 'blobs'], 'readwrite')
  const entry = await tx.objectStore('entries').get(id)
  if (entry) {
    entry.photos = entry.photos.map((each) => (each.id === photo ? { ...each, ...patch } : each))
    await tx.objectStore('entries').put(entry)
    if (patch.done !== undefined) await tx.objectStore('blobs').delete(photo)
  }
  await tx.done
  changed()
}

export async function remove(id: string): Promise<void> {
  const tx = (await box()).transaction(['entries', 'blobs'], 'readwrite')
  await tx.objectStore('entries').delete(id)
  for (const key of await tx.objectStore('blobs').index('entry').getAllKeys(id))
    await tx.objectStore('blobs').delete(key)
  await tx.done
  changed()
}

/** Records of which the fate has been known for `days` leave the phone. */
export async function tidy(person: number, days = 7, now = Date.now()): Promise<void> {
  const old = (await entriesOf(person)).filter(
    (each) => each.state === 'sent' && now - Date.parse(each.created) > days * 86_400_000,
  )
  for (const each of old) await remove(each.id)
}

/** A new record, after the one of this order. */
function fresh(made: New, last: number): Entry {
  return {
    ...made,
    what: plain(made.what),
    id: made.id ?? uuid(),
    order: Math.max(Date.now(), last + 1),
    created: new Date().toISOString(),
    photos: [],
    tries: 0,
    after: 0,
  }
}

function asPhoto(shot: Shot): Photo {
  return { id: shot.id, name: shot.name, size: shot.blob.size, offset: 0 }
}
