import { watch, type Ref } from 'vue'
import { createRouter, createWebHistory, type Router } from 'vue-router'
import { t } from '@shared/lib/i18n'
import { routes } from './router'

/** The router of the app: the document is named after the page, in the language in use. */
export function router(language: Ref<string>): Router {
  const made = createRouter({
    history: createWebHistory(import.meta.env.BASE_URL),
    routes,
    scrollBehavior: (_to, _from, kept) => kept ?? { top: 0 },
  })
  const named = () => {
    document.title = `${t(made.currentRoute.value.meta.title ?? 'title.home')} · ${t('brand')}`
  }
  made.afterEach((to, from) => {
    if (to.path !== from.path || !document.title) named()
  })
  watch(language, named)
  return made
}

/** One page back, or home where there is none: somebody came by a link or a QR code. */
export function back(to: Router): void {
  if (history.state?.back) to.back()
  else void to.push('/')
}
