/** The queue's way to the platform over HTTP. */
import { PATIENCE, raw } from '@shared/api/client'
import { ProblemError } from '@shared/api/problem'
import { t } from '@shared/lib/i18n'
import { openFor } from '../home/keys'
import type { Sealed } from '../home/seal'
import { whose } from '../store/session'
import { sendTracks } from '../store/track'
import {
  sealedAs,
  type Entry,
  type Filled,
  type Loop,
  type Photo,
  type Register,
  type Result,
  type Step,
} from './entry'
import { Locked, type Wire } from './send'

/** Bytes sent at once: small enough that a bad line loses little, large enough that it does not crawl. */
const CHUNK = 256 * 1024
const BASE = '/api/v1'

async function asked<T>(path: string, init: RequestInit = {}, patience = PATIENCE.call): Promise<T> {
  return (await (await raw(`${BASE}${path}`, init, patience)).json()) as T
}

function written(body: unknown, headers: Record<string, string> = {}): RequestInit {
  return {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  }
}

export async function sha256(blob: Blob): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await blob.arrayBuffer())
  return [...new Uint8Array(digest)].map((each) => each.toString(16).padStart(2, '0')).join('')
}

/** What was filled into a record. @throws Locked; ProblemError where its keys are gone */
async function filled(entry: Entry, sealed: Sealed): Promise<Filled> {
  const found = await openFor<Filled>(entry.person, sealedAs(entry), sealed)
  if ('value' in found) return found.value
  if (found.why === 'locked') throw new Locked()
  throw new ProblemError({ code: 'register.lost', status: 410, title: t('home.lost') })
}

export const wire: Wire = {
  whose,

  async send(entry: Entry): Promise<Result> {
    const key = { 'Idempotency-Key': entry.id }
    const { what } = entry
    if (what.kind === 'register') throw new Error('the register is told otherwise')
    if (what.kind === 'act') {
      const data = what.sealed ? (await filled(entry, what.sealed)).body : what.data
      // The end of a patrol ends its track: the last points go before it.
      if (what.loop === 'patrols' && what.action !== 'start')
        await sendTracks(entry.person, (patrol) => patrol === what.case_no)
      const { case_no, version, hash } = await asked<{ case_no: string; version: number; hash: string }>(
        `/${what.loop}/${what.case_no}/actions/${what.action}`,
        written({ data, version: what.version }, key),
      )
      return { case_no, version, hash, emergency: [], muted: '' }
    }
    const path = what.patrol ? `/patrols/${what.patrol}/findings` : '/reports'
    const receipt = await asked<{
      case_no: string
      version: number
      emergency: string[]
      muted_because: string
    }>(path, written(what.body, key))
    const { case_no, version, emergency, muted_because: muted } = receipt
    return { case_no, version, hash: '', emergency, muted }
  },

  async tell(entry: Entry, what: Register, version: number | undefined): Promise<Result> {
    const body = what.sealed ? (await filled(entry, what.sealed)).body : {}
    const said = await asked<{ version: number; number: number; home?: { number: number; version: number } }>(
      `/registry/${what.path}`,
      {
        ...written({ ...body, ...(version !== undefined && { version }) }, { 'Idempotency-Key': entry.id }),
        method: what.method,
      },
    )
    // Somebody is answered with the home they live in, a home by itself.
    const versions = said.home
      ? { [`people/${said.number}`]: said.version, [`homes/${said.home.number}`]: said.home.version }
      : { [`homes/${said.number}`]: said.version }
    return { case_no: '', version: said.version, hash: '', emergency: [], muted: '', versions }
  },

  async photo(case_no: string, photo: Photo, blob: Blob, forReporter: boolean, far): Promise<number> {
    const sum = await sha256(blob)
    // Asked with the same content, the platform names the upload that is under way and how far it came.
    const upload = await asked<{ id: string; offset: number }>(
      '/uploads',
      written({ name: photo.name, size: blob.size, sha256: sum }, { 'Idempotency-Key': photo.id }),
    )
    let { offset } = upload
    await far(upload.id, offset)
    while (offset < blob.size) {
      const next = await asked<{ offset: number }>(
        `/uploads/${upload.id}`,
        {
          method: 'PATCH',
          headers: { 'Content-Type': 'application/octet-stream', 'Upload-Offset': String(offset) },
          body: blob.slice(offset, offset + CHUNK),
        },
        PATIENCE.file,
      )
      offset = next.offset
      await far(upload.id, offset)
    }
    const made = await asked<{ id: number }>(
      `/events/${case_no}/attachments`,
      written({ upload: upload.id, for_reporter: forReporter }, { 'Idempotency-Key': `photo-${photo.id}` }),
      PATIENCE.file,
    )
    return made.id
  },

  async since(loop: Loop, case_no: string, version: number): Promise<{ version: number; steps: Step[] }> {
    // The steps of a patrol come with it; those of an event are a list of their own. The last one is the version.
    const steps =
      loop === 'patrols'
        ? (await asked<{ steps: Step[] }>(`/patrols/${case_no}`)).steps
        : (await asked<{ items: Step[] }>(`/events/${case_no}/steps`)).items
    const after = steps.filter((each) => each.seq > version)
    return { version: after[after.length - 1]?.seq ?? version, steps: after }
  },
}
