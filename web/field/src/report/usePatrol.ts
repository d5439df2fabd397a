/** A patrol or visit on the phone: as the platform knows it, and as it is by what was done here since. */
import { computed, ref } from 'vue'
import type { RouteLocationRaw } from 'vue-router'
import { t } from '@shared/lib/i18n'
import type { Schema, Values } from '@shared/lib/forms'
import { uuid } from '@shared/phone/shrink'
import { said } from '@shared/phone/toast'
import { withoutWords } from '../home/tell'
import { add } from '../queue/box'
import { caseOf, unsettled, type Act, type Entry } from '../queue/entry'
import { linesOf } from '../queue/lines'
import { entries, kick } from '../queue/runner'
import { patrolName, patrolOf } from '../store/ahead'
import { againWhenFewer, keep, kept as copy, useKept } from '../store/kept'
import { kit } from '../store/kit'
import { online } from '../store/network'
import { person } from '../store/session'
import type { Patrol } from '../store/shapes'
import { startTrack, stopTrack, tracked } from '../store/track'
import { phaseOf, type Phase } from './phase'

export interface Found {
  key: string
  title: string
  to: RouteLocationRaw
}

export function usePatrol(no: string) {
  const kept = useKept<Patrol>(
    () => patrolName(no),
    () => patrolOf(no),
  )
  const mine = computed(() => entries.value.filter((each) => caseOf(each) === no))
  const pending = computed(() => mine.value.filter(unsettled))
  againWhenFewer(() => pending.value.length, kept.refresh)
  const isAct = (entry: Entry, action: string) => entry.what.kind === 'act' && entry.what.action === action
  /** Refused ones do not count: the platform knows it otherwise. What was just sent counts until it is seen again. */
  const queued = computed(() =>
    mine.value
      .filter((each) => each.state !== 'draft' && each.state !== 'aside')
      .filter(
        (each) => each.state !== 'sent' || (each.result?.version ?? 0) > (kept.value.value?.version ?? 0),
      )
      .flatMap((each) => (each.what.kind === 'act' ? [each.what.action] : [])),
  )
  const phase = computed<Phase>(() => {
    const actions = kept.value.value?.actions ?? []
    return phaseOf(
      actions.filter((each) => !each.blocked).map((each) => each.key),
      queued.value,
    )
  })

  const found = computed<Found[]>(() => {
    const here = mine.value.filter((each) => each.what.kind === 'report')
    const known = new Set(here.map((each) => each.result?.case_no))
    return [
      ...here.map((each) => ({
        key: each.id,
        title: each.title || t('report.untitled'),
        to:
          each.state === 'draft' || each.state === 'aside'
            ? { name: 'report', params: { id: each.id } }
            : { name: 'entry', params: { id: each.id } },
      })),
      ...(kept.value.value?.findings ?? [])
        .filter((each) => !known.has(each))
        .map((each) => ({
          key: each,
          title: t('queue.number', { number: each }),
          to: { name: 'case', params: { no: each } },
        })),
    ]
  })

  /** Lines of the checklist looked at so far, kept on the phone. */
  const ticks = ref<number[]>([])
  const name = `ticks ${no}`
  void copy<number[]>(person.value?.id ?? 0, name).then((before) => (ticks.value = before?.value ?? []))
  function tick(place: number, on: boolean): void {
    ticks.value = on
      ? [...ticks.value, place].sort((a, b) => a - b)
      : ticks.value.filter((each) => each !== place)
    void keep(person.value?.id ?? 0, name, [...ticks.value])
  }

  /** The form of an action: as offered, else as the kit has it for when the platform has not been asked yet. */
  function formOf(action: string): Schema {
    const offered = kept.value.value?.actions.find((each) => each.key === action)?.form
    return (offered ?? kit.value?.forms.patrol?.[action] ?? {}) as Schema
  }

  async function act(action: string, data: Values): Promise<void> {
    const patrol = kept.value.value
    if (!patrol || !person.value || pending.value.some((each) => isAct(each, action))) return
    const label = patrol.actions.find((each) => each.key === action)?.label ?? t(`patrol.did_${action}`)
    const [id, of] = [uuid(), person.value.id]
    const what: Act = {
      kind: 'act',
      loop: 'patrols',
      case_no: no,
      action,
      label,
      data,
      lines: linesOf(formOf(action), data, { yes: t('phone.yes'), no: t('phone.no') }),
      version: patrol.version,
    }
    const title = `${label} · ${patrol.title}`.slice(0, 80)
    await add({ id, person: of, title, what: await withoutWords(id, of, what), state: 'waiting' })
    if (action === 'start' && data.track === true) startTrack(no)
    if (action.startsWith('finish') && tracked.value === no) stopTrack()
    kick()
    said(t(online.value ? 'report.queued' : 'report.queuedOffline'))
  }

  return { kept, phase, pending, found, ticks, tick, formOf, act }
}
