import { onScopeDispose, ref, watchEffect } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRoute } from 'vue-router'

/** What a page says of itself beyond its route's title: a case's number, a unit's name. */
const exact = ref('')

/** Say the document's title more exactly while this component lives. */
export function useTitle(words: () => string): void {
  watchEffect(() => (exact.value = words()))
  onScopeDispose(() => (exact.value = ''))
}

/** Keeps `document.title` true; called once, by the application. */
export function useDocumentTitle(): void {
  const route = useRoute()
  const { t } = useI18n()
  watchEffect(() => {
    const page = exact.value || (route.meta.title ? t(route.meta.title) : '')
    document.title = [page, t('app.name')].filter(Boolean).join(' · ')
  })
}
