import { createPinia } from 'pinia'
import { createApp } from 'vue'
import 'element-plus/dist/index.css'
import 'element-plus/theme-chalk/dark/css-vars.css'
import '@shared/style/tokens.css'
import '@shared/style/base.css'
import '@shared/style/element.css'
import { whenLoggedOut, whenStale } from '@shared/api/client'
import { messages } from '@shared/lib/i18n'
import App from './App.vue'
import { router } from './router'
import { confirmMyself } from './session/confirm'
import { useSession } from './session/store'

void messages((locale) =>
  Promise.all([
    import(`../../shared/messages/common.${locale}.json`),
    import(`../../shared/messages/console.${locale}.json`),
    import(`../../shared/messages/map.${locale}.json`),
    import(`../../shared/messages/admin.${locale}.json`),
    import(`../../shared/messages/registry.${locale}.json`),
    import(`../../shared/messages/protection.${locale}.json`),
  ]),
).then((i18n) => {
  const app = createApp(App).use(createPinia()).use(i18n).use(router())
  whenLoggedOut(() => useSession().lock())
  whenStale(() => confirmMyself(i18n.global.t))
  app.mount('#app')
})
