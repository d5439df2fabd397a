import { computed, ref, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { api, cookie, data } from '@shared/api/client'
import { ProblemError, asProblem, type Problem } from '@shared/api/problem'
import type { components } from '@shared/api/schema'

export type Me = components['schemas']['SessionOut']
export type Posting = components['schemas']['PostingOut']

/** Comes with every session, and unlike the session's own cookie a page can see it. */
const CSRF = 'csrftoken'

/** Ends the session at the platform; what fails on the way out does not keep anybody in. */
export async function leave(): Promise<void> {
  await api.DELETE('/api/v1/session').catch(() => undefined)
  document.cookie = `${CSRF}=; path=/; max-age=0`
}

/** Who is logged in, from which posting, with which powers. Everything shown follows from it. */
export const useSession = defineStore('session', () => {
  const me = shallowRef<Me | null>(null)
  /** Whether the platform has been asked yet. */
  const known = ref(false)
  /** Why the platform could not say who this is. */
  const unreached = shallowRef<Problem | null>(null)
  /** The session ended under an open page: the page stays, covered by the log-in, so that nothing typed is lost. */
  const locked = ref(false)
  /** Goes up with every log-in and every change of posting; what was read before it is read again. */
  const generation = ref(0)

  const person = computed(() => me.value?.person ?? null)
  const postings = computed<Posting[]>(() => me.value?.postings ?? [])
  const posting = computed(() => postings.value.find((each) => each.id === me.value?.posting) ?? null)
  const powers = computed(() => new Set(me.value?.powers ?? []))
  const mustChange = computed(() => me.value?.must_change ?? false)
  /** Powers of the posting that wait for a second factor. */
  const mustEnrol = computed(() => me.value?.must_enrol ?? false)
  const idleMinutes = computed(() => me.value?.idle_minutes ?? 30)

  /** Whether the posting gives this power, or one of these. */
  function can(power: string | string[] | undefined): boolean {
    if (power === undefined) return true
    return [power].flat().some((each) => powers.value.has(each))
  }

  /** Ask who this is. What cannot be asked is kept in `unreached`; nobody is sent away for it. */
  async function load(): Promise<void> {
    if (!me.value && !cookie(CSRF)) {
      known.value = true
      return
    }
    try {
      unreached.value = null
      me.value = await data(api.GET('/api/v1/session'))
      known.value = true
    } catch (error) {
      if (error instanceof ProblemError && error.problem.status === 401) {
        if (me.value) return lock()
        known.value = true
      } else unreached.value = asProblem(error)
    }
  }

  /** @throws ProblemError `auth.failed`, `auth.locked` with `retry_after` in seconds, `auth.factor`: give the code, too */
  async function logIn(username: string, password: string): Promise<void> {
    enter(await data(api.POST('/api/v1/session', { body: { username, password } })))
  }

  /** The second step, where the first was answered with `auth.factor`. @throws ProblemError `auth.code` and as above */
  async function giveCode(code: string): Promise<void> {
    enter(await data(api.POST('/api/v1/session/factor', { body: { code } })))
  }

  /** Back from the city's provider, with what it put into the address. @throws ProblemError `sso.refused`,
   * `sso.unlinked` with the `subject` nobody here knows, `auth.factor` as above */
  async function comeBack(code: string, state: string, iss: string | null): Promise<void> {
    enter(await data(api.PUT('/api/v1/session/sso', { body: { code, state, iss } })))
  }

  function enter(found: Me): void {
    const before = person.value?.id
    // Somebody else must not find the pages of whoever was here before.
    if (locked.value && before !== found.person.id) location.assign(import.meta.env.BASE_URL)
    me.value = found
    known.value = true
    locked.value = false
    generation.value += 1
  }

  /** Whoever came by the provider leaves there as well. */
  async function logOut(): Promise<void> {
    const provider = me.value?.by_provider
      ? await data(api.DELETE('/api/v1/session/sso')).catch(() => null)
      : await leave()
    me.value = null
    if (provider?.address) location.assign(provider.address)
  }

  /** The session has ended by itself: cover the page and ask to log in again. */
  function lock(): void {
    if (me.value) locked.value = true
  }

  async function switchPosting(id: number): Promise<void> {
    me.value = await data(api.PUT('/api/v1/session/posting', { body: { posting: id } }))
    generation.value += 1
  }

  return {
    me,
    known,
    unreached,
    locked,
    generation,
    person,
    postings,
    posting,
    powers,
    mustChange,
    mustEnrol,
    idleMinutes,
    can,
    load,
    logIn,
    giveCode,
    comeBack,
    logOut,
    lock,
    switchPosting,
  }
})
