import { createApp } from 'vue'
import '@shared/style/tokens.css'
import '@shared/style/base.css'
import './style.css'
import common from '../../shared/messages/common.zh-Hans.json'
import resident from '../../shared/messages/resident.zh-Hans.json'
import { locale, messages } from '@shared/lib/i18n'
import { comfortable } from '@shared/phone/comfort'
import App from './App.vue'
import { install } from './install'
import { router } from './navigation'

comfortable()

// Chinese comes with the script: one round trip less for nearly everybody. English is fetched by whoever asks for it.
void messages(async (wanted) =>
  wanted === 'zh-Hans'
    ? [{ default: common }, { default: resident }]
    : Promise.all([
        import('../../shared/messages/common.en.json'),
        import('../../shared/messages/resident.en.json'),
      ]),
).then((i18n) => createApp(App).use(i18n).use(router(locale)).mount('#app'))

install()
