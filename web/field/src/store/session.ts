/** Who works with this phone. Being known is enough to work; a session at the platform is needed only to send and to look. */
import { ref, shallowRef } from 'vue'
import { api, data, whenLoggedOut } from '@shared/api/client'
import { asProblem, ProblemError } from '@shared/api/problem'
import type { components } from '@shared/api/schema'
import { changeKeys, dropKeys, holdKeys } from '../home/keys'
import { box, wipe, type Known } from './db'

type SessionOut = components['schemas']['SessionOut']
export type Posting = components['schemas']['PostingOut']

const CURRENT = 'wangge.field.person'
/** Set when somebody logged out with no network: the session at the platform is ended when there is one again. */
const LEFT = 'wangge.field.left'

export const person = shallowRef<Known | null>(null)
/** The session has ended, or is somebody else's by now: everything stays here, and nothing is sent. */
export const ended = ref(false)
/** Postings of today, as the platform last said; empty until it has been asked. */
export const postings = shallowRef<Posting[]>([])
export const posting = ref<number | null>(null)
/** A password given by an administrator has to be changed before anything else. */
export const mustChange = ref(false)

whenLoggedOut(() => (ended.value = true))

/** Who used the app last on this phone, without asking anybody. */
export async function recall(): Promise<void> {
  const id = Number(localStorage.getItem(CURRENT))
  person.value = (id && (await (await box()).get('people', id))) || null
}

async function become(me: SessionOut): Promise<void> {
  const acting = me.postings.find((each) => each.id === me.posting)
  const known: Known = {
    id: me.person.id,
    username: me.person.username,
    name: me.person.name,
    role: acting?.role_name ?? '',
    place: acting?.place ?? '',
    grid: acting?.grid ?? '',
    powers: me.powers,
    seen: new Date().toISOString(),
  }
  await (await box()).put('people', known)
  localStorage.setItem(CURRENT, String(known.id))
  person.value = known
  postings.value = me.postings
  posting.value = me.posting
  mustChange.value = me.must_change
  ended.value = false
}

/** Whose session the platform has; null when nobody's. @throws ProblemError when it cannot be asked */
export async function whose(): Promise<number | null> {
  try {
    const me: SessionOut = await data(api.GET('/api/v1/session'))
    if (person.value?.id === me.person.id) await become(me)
    else ended.value = true
    return me.person.id
  } catch (error) {
    if (asProblem(error).status === 401) {
      ended.value = true
      return null
    }
    throw error
  }
}

/** @throws ProblemError `auth.failed`; `auth.locked` with `retry_after` in seconds; `auth.factor`: give the code, too */
export async function logIn(username: string, password: string): Promise<void> {
  await enter(await data(api.POST('/api/v1/session', { body: { username, password } })), password)
}

/** The second step, where the first was answered with `auth.factor`. @throws ProblemError `auth.code` and as above */
export async function giveCode(code: string, password: string): Promise<void> {
  await enter(await data(api.POST('/api/v1/session/factor', { body: { code } })), password)
}

async function enter(me: SessionOut, password: string): Promise<void> {
  localStorage.removeItem(LEFT)
  await become(me)
  // Takes a second on an old phone: what is to be sealed or opened waits for it, and nobody else does.
  void holdKeys(me.person.id, password).catch(() => undefined)
}

/** Prove that it is still oneself: by a code where there is a second factor, else by the password. @throws ProblemError */
export async function prove(by: { code: string } | { password: string }): Promise<void> {
  await api.PUT('/api/v1/session/proof', { body: by })
}

/** Act from another posting of mine. @throws ProblemError */
export async function act(from: number): Promise<void> {
  await become(await data(api.PUT('/api/v1/session/posting', { body: { posting: from } })))
}

/** @throws ProblemError naming `current` or `new` */
export async function changePassword(current: string, fresh: string): Promise<void> {
  await api.PUT('/api/v1/session/password', { body: { current, new: fresh } })
  if (person.value) await changeKeys(person.value.id, current, fresh)
  await whose()
}

/** Everything of this person leaves the phone, sent or not, and the session ends. */
export async function logOut(): Promise<void> {
  const leaving = person.value
  person.value = null
  dropKeys()
  localStorage.removeItem(CURRENT)
  if (leaving) await wipe(leaving.id)
  localStorage.setItem(LEFT, '1')
  await endSession()
}

/** End the session somebody left behind; without network it is tried again when the app is opened next. */
export async function endSession(): Promise<void> {
  if (!localStorage.getItem(LEFT)) return
  try {
    await api.DELETE('/api/v1/session')
  } catch (error) {
    if (error instanceof ProblemError && error.unreached) return
  }
  localStorage.removeItem(LEFT)
}
