import { ref, watchEffect } from 'vue'
import { createI18n, type I18n } from 'vue-i18n'

/** The languages of the interface. Tags are those of the platform's `Accept-Language`. */
export const LOCALES = ['zh-Hans', 'en'] as const
export type Locale = (typeof LOCALES)[number]

type Messages = { [key: string]: string | Messages }
/** Loads the messages of one face in one language; common messages are in every face. */
export type Loader = (locale: Locale) => Promise<{ default: Messages }[]>

const KEPT = 'wangge.locale'

function remembered(): Locale {
  const kept = globalThis.localStorage?.getItem(KEPT)
  return LOCALES.find((each) => each === kept) ?? 'zh-Hans'
}

/** The language in use; calls to the platform ask for the same. */
export const locale = ref<Locale>(remembered())

let load: Loader = async () => []
let instance: I18n<Record<string, never>, Record<string, never>, Record<string, never>, string, false>

/** The plug-in of a face, with the messages of the current language loaded: only one language is ever fetched. */
export async function messages(loader: Loader): Promise<typeof instance> {
  load = loader
  instance = createI18n({
    legacy: false,
    locale: locale.value,
    fallbackLocale: 'zh-Hans',
    missingWarn: import.meta.env.DEV,
    fallbackWarn: false,
  }) as typeof instance
  await fetched(locale.value)
  watchEffect(() => {
    document.documentElement.lang = locale.value
  })
  return instance
}

async function fetched(wanted: Locale): Promise<void> {
  if (Object.keys(instance.global.getLocaleMessage(wanted)).length) return
  const parts = await load(wanted)
  instance.global.setLocaleMessage(wanted, Object.assign({}, ...parts.map((part) => part.default)))
}

/** Change the language of the interface, now and from now on. */
export async function speak(wanted: Locale): Promise<void> {
  await fetched(wanted)
  instance.global.locale.value = wanted
  locale.value = wanted
  localStorage.setItem(KEPT, wanted)
}

/** The translator outside components: stores, guards, queues. */
export function t(key: string, values: Record<string, unknown> = {}): string {
  return instance.global.t(key, values)
}
