import type { Page } from '@playwright/test'

/** One page of an app, as its own router lists it. */
export interface Route {
  name: string
  path: string
  /** The power (one of the powers) it is for; none: for everybody who is logged in. */
  power: string[]
}

interface Mounted extends Element {
  __vue_app__: {
    config: {
      globalProperties: {
        $router: {
          getRoutes(): { name?: unknown; path: string; meta: { power?: string | string[] } }[]
          push(path: string): Promise<unknown>
        }
      }
    }
  }
}

/** Every page of the app that is open, so that none can be forgotten by a test. */
export async function routes(page: Page): Promise<Route[]> {
  await page.waitForFunction(() => '__vue_app__' in (document.querySelector('#app') ?? {}))
  return page.evaluate(() => {
    const { $router } = (document.querySelector('#app') as Mounted).__vue_app__.config.globalProperties
    return $router.getRoutes().map(({ name, path, meta }) => ({
      name: String(name ?? ''),
      path,
      power: [meta.power ?? []].flat(),
    }))
  })
}

/** Go on to another page of the app that is open, as somebody does who clicks. */
export async function go(page: Page, path: string): Promise<void> {
  await page.evaluate(async (to) => {
    const { $router } = (document.querySelector('#app') as Mounted).__vue_app__.config.globalProperties
    await $router.push(to)
  }, path)
}

/** An address of this route with `values` for its parameters; undefined when one of them is not known. */
export function address(route: Route, values: Record<string, string>): string | undefined {
  let known = true
  const path = route.path.replace(/\/:(\w+)(\((?:[^()]|\([^()]*\))*\))?([?*+]?)/g, (_, name: string) => {
    const value = values[`${route.name}.${name}`] ?? values[name]
    if (value === undefined) known = false
    return value === '' ? '' : `/${value}`
  })
  return known ? path || '/' : undefined
}
