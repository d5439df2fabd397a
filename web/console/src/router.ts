import { createRouter, createWebHistory, type Router, type RouteRecordRaw } from 'vue-router'
import { routes as admin } from './admin/routes'
import { routes as care } from './care/routes'
import { routes as cases } from './case/routes'
import { routes as exports } from './exports/routes'
import { routes as map } from './map/routes'
import { routes as protection } from './protection/routes'
import { routes as registry } from './registry/routes'
import { routes as requests } from './requests/routes'
import { routes as account } from './session/routes'
import { useSession } from './session/store'
import { routes as shell } from './shell/routes'
import { entries } from './shell/navigation'
import { routes as work } from './work/routes'

/** Every page of the console. Tests walk this table. */
export const routes: RouteRecordRaw[] = [
  ...work,
  ...cases,
  ...map,
  ...registry,
  ...care,
  ...requests,
  ...exports,
  ...protection,
  ...admin,
  ...account,
  ...shell,
]

export function router(): Router {
  const made = createRouter({
    history: createWebHistory(import.meta.env.BASE_URL),
    routes,
    scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  })
  made.beforeEach(async (to) => {
    const session = useSession()
    if (!session.known) await session.load()
    // What cannot be asked is shown in place of the page, with a way to ask again.
    if (to.meta.open || session.unreached) return true
    if (!session.me) return { name: 'login', query: to.path === '/' ? {} : { next: to.fullPath } }
    if (session.mustChange && to.name !== 'password') return { name: 'password' }
    if (session.can(to.meta.power)) return true
    // The first page this posting has; somebody without any is told so.
    const first = entries(routes, session.can)[0]
    return to.path === '/' && first ? first.path : { name: 'not-yours' }
  })
  return made
}
