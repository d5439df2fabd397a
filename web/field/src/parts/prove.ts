/** Proving that it is still oneself, where the platform asks for it before something is shown (403 `auth.stale`). */
import { shallowRef } from 'vue'
import { api, data, whenStale } from '@shared/api/client'

interface Asking {
  /** Whether a code of the second factor is asked for, else the password. */
  code: boolean
  answer: (proved: boolean) => void
}

/** The question on the screen; `ProveSheet` shows it. */
export const asking = shallowRef<Asking | null>(null)

export function askWhenStale(): void {
  whenStale(async () => {
    const { enrolled } = await data(api.GET('/api/v1/session/factor'))
    return new Promise((answered) => {
      asking.value?.answer(false)
      asking.value = {
        code: enrolled,
        answer: (proved) => {
          asking.value = null
          answered(proved)
        },
      }
    })
  })
}
