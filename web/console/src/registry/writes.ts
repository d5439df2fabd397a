import { asProblem } from '@shared/api/problem'
import { freshKey } from '../parts/key'
import { keyed } from '../parts/post'

/**
 * The writes of one form. Sent again because no answer came, it is the same write and done once; sent again after the
 * platform refused it, it is a new one.
 */
export function writes() {
  let key = freshKey()
  return {
    /** The form was opened anew. */
    begin(): void {
      key = freshKey()
    },
    /** @throws ProblemError */
    async send<T>(method: 'POST' | 'PUT', path: string, body: unknown): Promise<T> {
      try {
        return await keyed<T>(method, `/api/v1${path}`, body, key)
      } catch (error) {
        if (asProblem(error).status > 0) key = freshKey()
        throw error
      }
    },
  }
}
