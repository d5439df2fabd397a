/** The platform's own words in the plain ones of residents, where there are any; else as the platform says it. */
type T = (key: string) => string
type Has = (key: string) => boolean
interface Named {
  key: string
  label: string
}

export function statusOf(state: Named, t: T, te: Has): string {
  const key = `status.${state.key}`
  return te(key) ? t(key) : state.label
}

export function actionOf(action: Named, t: T, te: Has): string {
  const key = `act.label.${action.key}`
  return te(key) ? t(key) : action.label
}

export function hintOf(action: Named, t: T, te: Has): string {
  const key = `act.hint.${action.key}`
  return te(key) ? t(key) : ''
}

export function stepOf(action: Named, t: T, te: Has): string {
  const key = `did.${action.key}`
  return te(key) ? t(key) : action.label
}
