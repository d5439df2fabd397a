import type { BrowserContextOptions, LaunchOptions } from '@playwright/test'

/** The middle of the demo city, where a phone of these tests is. */
export const HERE = { longitude: 123.2071, latitude: 41.2548 }

/**
 * The machine's own Chromium. Sandboxing needs rights that containers do not give; WebGL is computed; every name
 * but this machine's leads nowhere, so that a face that asks another host is seen to fail.
 */
export const LAUNCH: LaunchOptions = {
  executablePath: process.env.WANGGE_CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--enable-unsafe-swiftshader',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
  ],
}

/** A browser as people of the city have it. */
export const PERSON: BrowserContextOptions = {
  locale: 'zh-CN',
  timezoneId: 'Asia/Shanghai',
  geolocation: HERE,
  permissions: ['geolocation'],
}

export const BROWSER = { ...PERSON, launchOptions: LAUNCH }

export const DESK = { width: 1440, height: 900 }
export const PHONE = { width: 390, height: 844 }
/** A phone held upright, with fingers. */
export const ON_PHONE: BrowserContextOptions = { viewport: PHONE, hasTouch: true, isMobile: true }
