import { ElMessageBox } from 'element-plus'
import { api, data } from '@shared/api/client'
import { asProblem, worded } from '@shared/api/problem'

/**
 * Ask whoever is here to prove that it is still them, by a code where they have a second factor, else by the password.
 * Whether they did; somebody who thinks better of it has not.
 */
export async function confirmMyself(t: (key: string) => string): Promise<boolean> {
  const { enrolled } = await data(api.GET('/api/v1/session/factor'))
  let fault = ''
  for (;;) {
    try {
      const { value } = await ElMessageBox.prompt(fault || t('session.confirm_hint'), t('session.confirm'), {
        inputType: enrolled ? 'text' : 'password',
        inputPlaceholder: t(enrolled ? 'session.code' : 'session.password'),
        confirmButtonText: t('session.confirm_send'),
        cancelButtonText: t('session.confirm_cancel'),
        customClass: 'confirm-myself',
      })
      await api.PUT('/api/v1/session/proof', { body: enrolled ? { code: value } : { password: value } })
      return true
    } catch (error) {
      if (error === 'cancel' || error === 'close') return false
      fault = worded(asProblem(error), t)
    }
  }
}
