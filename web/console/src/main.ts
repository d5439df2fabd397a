import { createApp } from 'vue'
import { createRouter, createWebHistory } from 'vue-router'
import '@shared/style/tokens.css'
import '@shared/style/base.css'
import { messages } from '@shared/lib/i18n'
import App from './App.vue'
import { routes } from './router'

void messages((locale) =>
  Promise.all([
    import(`../../shared/messages/common.${locale}.json`),
    import(`../../shared/messages/console.${locale}.json`),
    import(`../../shared/messages/map.${locale}.json`),
    import(`../../shared/messages/admin.${locale}.json`),
  ]),
).then((i18n) =>
  createApp(App)
    .use(i18n)
    .use(createRouter({ history: createWebHistory(import.meta.env.BASE_URL), routes }))
    .mount('#app'),
)
