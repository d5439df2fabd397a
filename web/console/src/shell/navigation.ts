import type { RouteRecordRaw } from 'vue-router'

/** The entries of the navigation for somebody who has the powers `can` knows of, in order. */
export function entries(
  routes: readonly RouteRecordRaw[],
  can: (power: string | string[] | undefined) => boolean,
): RouteRecordRaw[] {
  return routes
    .filter((each) => each.meta?.nav && can(each.meta.power))
    .toSorted((a, b) => (a.meta?.order ?? 99) - (b.meta?.order ?? 99))
}
