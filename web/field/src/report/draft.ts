/** Reports while they are being written. They lie in the queue's store from the first photo or word on. */
import type { Shot } from '@shared/phone/shrink'
import { add, entriesOf } from '../queue/box'
import type { Entry, Report } from '../queue/entry'
import { person } from '../store/session'

export function blankReport(patrol: string): Report {
  return {
    kind: 'report',
    patrol,
    body: {
      text: '',
      lng: null,
      lat: null,
      place: '',
      item_code: '',
      seen_at: new Date().toISOString(),
      action: 'report',
      settle: null,
    },
  }
}

export function newDraft(
  patrol: string,
  shots: Shot[] = [],
  body: Partial<Report['body']> = {},
): Promise<Entry> {
  const what = blankReport(patrol)
  Object.assign(what.body, body)
  return add({ person: person.value?.id ?? 0, title: '', what, state: 'draft' }, shots)
}

/** The report that was begun for the same occasion and not finished, the last one. */
export async function unfinished(patrol: string): Promise<Entry | undefined> {
  const mine = await entriesOf(person.value?.id ?? 0)
  return mine
    .filter((each) => each.state === 'draft' && each.what.kind === 'report' && each.what.patrol === patrol)
    .pop()
}

/** Nothing in it that somebody would miss. */
export function isBlank(entry: Entry): boolean {
  if (entry.what.kind !== 'report') return false
  const { text, item_code, place } = entry.what.body
  return !entry.photos.length && !text.trim() && !item_code && !place.trim()
}
