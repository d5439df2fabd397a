/** One report while it is written: stored at every change, checked, and put into the queue. */
import { computed, onScopeDispose, reactive, ref, shallowRef, watch } from 'vue'
import { t } from '@shared/lib/i18n'
import type { Shot } from '@shared/phone/shrink'
import { change, entryBy, remove, setPhotos, shotsOf } from '../queue/box'
import type { Entry, Report, ReportBody } from '../queue/entry'
import { kick } from '../queue/runner'
import { itemBy } from '../store/kit'
import { isBlank, newDraft, unfinished } from './draft'

const PAUSE = 300

export function useReport() {
  const entry = shallowRef<Entry | null>(null)
  const body = reactive<ReportBody>({} as ReportBody)
  const shots = ref<Shot[]>([])
  const patrol = ref('')
  const ready = ref(false)
  const tried = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined

  const item = computed(() => (body.item_code ? itemBy(body.item_code) : undefined))
  const settling = computed(() => body.action === 'settle')
  /** The words that are sent: what was written, else what the chosen item is called. */
  const words = computed(() => body.text?.trim() || item.value?.name || '')

  /** Messages by field of what is missing before it can be sent. */
  const missing = computed(() => {
    const found: Record<string, string> = {}
    if (words.value.length < 2) found.text = t('report.needText')
    if (body.lng === null && !body.place?.trim()) found.place = t('report.needPlace')
    if (settling.value && !item.value) found.item = t('report.needItem')
    if (settling.value && String(body.settle?.done ?? '').trim().length < 2) found.done = t('report.needDone')
    if (settling.value && !body.settle?.closing_condition_met) found.closing = t('report.needClosing')
    return found
  })

  async function load(id: string, on: string): Promise<string> {
    const found = (id ? await entryBy(id) : await unfinished(on)) ?? (await newDraft(on))
    if (found.what.kind !== 'report') throw new Error('not a report')
    entry.value = found
    patrol.value = found.what.patrol
    Object.assign(body, found.what.body)
    shots.value = await shotsOf(found)
    ready.value = true
    return found.id
  }

  const what = (): Report => ({
    kind: 'report',
    patrol: patrol.value,
    body: { ...body, settle: body.settle && { ...body.settle } },
  })

  async function save(): Promise<void> {
    clearTimeout(timer)
    const id = entry.value?.id
    if (!id || !ready.value) return
    const changed = await change(id, { what: what(), title: words.value.slice(0, 80) })
    if (changed) entry.value = changed
  }

  /** Into the queue, under the key it has had from the beginning. */
  async function send(): Promise<boolean> {
    tried.value = true
    const id = entry.value?.id
    if (!id || Object.keys(missing.value).length) return false
    clearTimeout(timer)
    body.text = words.value
    ready.value = false
    await change(id, {
      what: what(),
      title: words.value.slice(0, 80),
      state: 'waiting',
      problem: undefined,
      tries: 0,
      after: 0,
    })
    kick()
    return true
  }

  /** Leave it, without a trace if nothing was in it. */
  async function drop(): Promise<void> {
    ready.value = false
    clearTimeout(timer)
    if (entry.value) await remove(entry.value.id)
  }

  watch(body, () => {
    if (!ready.value) return
    clearTimeout(timer)
    timer = setTimeout(() => void save(), PAUSE)
  })
  watch(shots, (now) => {
    if (ready.value && entry.value) void setPhotos(entry.value.id, now)
  })
  const hidden = () => void save()
  document.addEventListener('visibilitychange', hidden)
  onScopeDispose(() => {
    document.removeEventListener('visibilitychange', hidden)
    void save().then(async () => {
      const last = ready.value && entry.value ? await entryBy(entry.value.id) : undefined
      if (last?.state === 'draft' && isBlank(last)) await remove(last.id)
    })
  })

  return { entry, body, shots, patrol, ready, tried, item, settling, words, missing, load, send, drop }
}
