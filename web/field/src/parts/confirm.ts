import { showConfirmDialog } from 'vant'
import 'vant/es/dialog/style'
import { t } from '@shared/lib/i18n'

/** Ask before something that cannot be taken back. The button says what will be done. */
export function useConfirm(): (question: string, verb: string) => Promise<boolean> {
  return (message, verb) =>
    showConfirmDialog({
      message,
      confirmButtonText: verb,
      cancelButtonText: t('form.cancel'),
      confirmButtonColor: 'var(--danger)',
      messageAlign: 'left',
    }).then(
      () => true,
      () => false,
    )
}
