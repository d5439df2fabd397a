/** Sends what waits on this phone: at once, when the network is back, when the page is looked at again, and in between. */
import { computed, reactive, ref, toRaw } from 'vue'
import { api, data, raw } from '@shared/api/client'
import { asProblem, ProblemError } from '@shared/api/problem'
import type { components } from '@shared/api/schema'
import { uuid, type Shot } from '@shared/phone/shrink'
import { clear, draft, fill, photos, photosRead } from './draft'
import { borrowed, remember } from './matters'
import { deliver, ready, type Photo, type Receipt, type Waiting, type Wire } from './outbox'
import { all, drop, put } from './store'
import { blank, type Draft } from './where'

/** Seconds between tries while nothing answers. */
const PAUSES = [10, 20, 40, 80, 160, 300]
/** How long a sent report stays in the list of this phone; what it became is followed by its number. */
const SHOWN = 7 * 86_400_000
const LOCK = 'wangge-resident-outbox'

export const waiting = ref<Waiting[]>([])
export const sending = ref('')
export const unsent = computed(() => waiting.value.filter((each) => each.state !== 'sent'))

let tries = 0
let timer: ReturnType<typeof setTimeout> | undefined

export const wire: Wire = {
  async file(report, key) {
    const body = report as components['schemas']['Report']
    const told = await data(api.POST('/api/v1/reports', { body, headers: { 'Idempotency-Key': key } }))
    const { case_no, secret, emergency, muted_because } = told as Receipt
    return { case_no, secret, emergency, muted_because }
  },
  async attach({ case_no, secret }, photo, key) {
    await attach(case_no, secret, photo, key)
  },
}

/** Add a photo to a case by its secret. */
export async function attach(
  case_no: string,
  secret: string,
  photo: Pick<Photo, 'blob' | 'name'>,
  key: string,
): Promise<void> {
  const body = new FormData()
  body.append('file', photo.blob as Blob, photo.name)
  await raw(`/api/v1/follow/${case_no}/attachments`, {
    method: 'POST',
    headers: { 'X-Case-Secret': secret, 'Idempotency-Key': key },
    body,
  })
}

async function keep(each: Waiting): Promise<void> {
  if (each.state === 'sent' && borrowed.value) await drop('outbox', each.id)
  else await put('outbox', each.id, copy(each))
}

/** A plain copy a database takes; blobs are taken as they are. */
function copy(each: Waiting): Waiting {
  const plain = toRaw(each)
  return {
    ...plain,
    draft: { ...toRaw(plain.draft), where: { ...toRaw(plain.draft.where) } },
    photos: plain.photos.map((photo) => ({ ...toRaw(photo), blob: toRaw(photo.blob) })),
  }
}

/** What was kept by earlier visits; to be called once. */
export const outboxRead = all('outbox').then(async (kept) => {
  const old = kept.filter((each) => each.state === 'sent' && Date.now() - Date.parse(each.made) > SHOWN)
  await Promise.all(old.map((each) => drop('outbox', each.id)))
  waiting.value.push(...kept.filter((each) => !old.includes(each)))
})

/** Put the draft on its way; the name under which its fate can be seen. */
export async function commit(): Promise<string> {
  await Promise.all([photosRead, outboxRead])
  const each = reactive<Waiting>({
    id: uuid(),
    draft: plainDraft(),
    photos: photos.value.map(({ id, name, blob }) => ({ id, name, blob: toRaw(blob) })),
    made: new Date().toISOString(),
    state: 'waiting',
  })
  await put('outbox', each.id, copy(each))
  waiting.value.unshift(each)
  clear()
  void send()
  return each.id
}

function plainDraft(): Draft {
  return { ...blank(), ...toRaw(draft), where: { ...toRaw(draft.where) } }
}

/** Back into the form: what was refused can be put right, what waits can be changed as long as it has no number. */
export async function takeBack(id: string): Promise<void> {
  const each = waiting.value.find((other) => other.id === id)
  if (!each || each.receipt) return
  const shots: Shot[] = each.photos.flatMap(({ id: name, name: called, blob }) =>
    blob ? [{ id: name, name: called, blob: toRaw(blob) }] : [],
  )
  fill({ ...toRaw(each.draft), where: { ...toRaw(each.draft.where) } }, shots)
  await remove(id)
}

export async function remove(id: string): Promise<void> {
  waiting.value = waiting.value.filter((each) => each.id !== id)
  await drop('outbox', id)
}

/** Nothing of this phone's reports stays here: somebody else's phone. */
export async function forgetSent(): Promise<void> {
  for (const each of waiting.value) if (each.state === 'sent') await drop('outbox', each.id)
}

/** Send all that can be sent, oldest first; one that is refused does not hold up the next. One page sends at a time. */
export async function send(): Promise<void> {
  await outboxRead
  if (sending.value || !waiting.value.some((each) => ready(each))) return schedule()
  // Browsers without locks may send twice at once: the key of each report makes that harmless.
  if (navigator.locks)
    await navigator.locks.request(LOCK, { ifAvailable: true }, (got) => (got ? run() : undefined))
  else await run()
  schedule()
}

async function run(): Promise<void> {
  for (const each of [...waiting.value].reverse()) {
    if (!ready(each)) continue
    sending.value = each.id
    try {
      await deliver(each, wire, (changed) => noted(changed))
      tries = 0
    } catch (error) {
      if (!(error instanceof ProblemError)) asProblem(error)
      tries += 1
      if (error instanceof ProblemError && error.problem.status === 0) break
    } finally {
      sending.value = ''
    }
  }
}

async function noted(each: Waiting): Promise<void> {
  if (each.receipt) remember(each.receipt.case_no, each.receipt.secret, each.draft.text, each.made)
  await keep(each)
}

function schedule(): void {
  clearTimeout(timer)
  if (!waiting.value.some((each) => each.state === 'waiting')) return
  const pause = PAUSES[Math.min(tries, PAUSES.length - 1)] as number
  timer = setTimeout(() => void send(), pause * 1000)
}

/** Try again by itself from now on. */
export function watchNetwork(): void {
  addEventListener('online', () => void send())
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void send()
  })
  void send()
}
