import { showToast } from 'vant'
import 'vant/es/toast/style'
import { asProblem, worded } from '../api/problem'
import { t } from '../lib/i18n'

/** Say shortly that something was done. */
export function said(words: string): void {
  showToast({ message: words, wordBreak: 'break-word', duration: 2500 })
}

/** Say what went wrong, long enough to be read. */
export function failed(error: unknown): void {
  showToast({ message: worded(asProblem(error), t), wordBreak: 'break-word', duration: 5000 })
}
