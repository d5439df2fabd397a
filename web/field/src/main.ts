import { createApp } from 'vue'
import '@shared/style/tokens.css'
import '@shared/style/base.css'
import '@shared/style/vant.css'
import './field.css'
import { messages } from '@shared/lib/i18n'
import { comfortable } from '@shared/phone/comfort'
import { failed } from '@shared/phone/toast'
import App from './App.vue'
import { sweepAlways } from './home/taken'
import { askWhenStale } from './parts/prove'
import { begin } from './queue/runner'
import { router } from './router'
import { carryKit } from './store/kit'
import { endSession, recall } from './store/session'
import { resumeTrack } from './store/track'
import { watchNetwork } from './store/network'

/** Opens from what lies on the phone; nothing here waits for a network. */
async function open(): Promise<void> {
  comfortable()
  watchNetwork()
  await recall()
  const i18n = await messages((locale) =>
    Promise.all([
      import(`../../shared/messages/common.${locale}.json`),
      import(`../../shared/messages/field.${locale}.json`),
      import(`../../shared/messages/map.${locale}.json`),
    ]),
  )
  const app = createApp(App)
  // What nobody caught is said, too: nothing a worker does may fail in silence.
  app.config.errorHandler = failed
  app.use(i18n).use(router).mount('#app')
  askWhenStale()
  carryKit()
  resumeTrack()
  sweepAlways()
  await endSession()
  await begin()
}

void open()
