import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { mustChange, person } from './store/session'

declare module 'vue-router' {
  interface RouteMeta {
    /** May be seen by somebody the phone does not know. */
    open?: boolean
    /** Stands in the bar at the bottom. */
    tab?: boolean
  }
}

/** Every page of this face. Tests walk this table. */
export const routes: RouteRecordRaw[] = [
  { path: '/', name: 'today', component: () => import('./pages/TodayPage.vue'), meta: { tab: true } },
  { path: '/login', name: 'login', component: () => import('./pages/LogInPage.vue'), meta: { open: true } },
  { path: '/password', name: 'password', component: () => import('./pages/PasswordPage.vue') },
  { path: '/report/:id?', name: 'report', component: () => import('./pages/ReportPage.vue') },
  { path: '/queue', name: 'queue', component: () => import('./pages/QueuePage.vue'), meta: { tab: true } },
  { path: '/queue/:id', name: 'entry', component: () => import('./pages/EntryPage.vue') },
  { path: '/cases/:no', name: 'case', component: () => import('./pages/CasePage.vue') },
  { path: '/cases/:no/:action', name: 'act', component: () => import('./pages/ActPage.vue') },
  { path: '/patrols/:no', name: 'patrol', component: () => import('./pages/PatrolPage.vue') },
  { path: '/homes', name: 'homes', component: () => import('./home/HomesPage.vue'), meta: { tab: true } },
  { path: '/homes/:number(\\d+)', name: 'home', component: () => import('./home/HomePage.vue') },
  {
    path: '/homes/:number(\\d+)/people/:who(\\d+)',
    name: 'home-person',
    component: () => import('./home/PersonPage.vue'),
  },
  {
    path: '/homes/:number(\\d+)/tell/:what(fact|enter|leave)',
    name: 'home-tell',
    component: () => import('./home/TellPage.vue'),
  },
  { path: '/map', name: 'map', component: () => import('./pages/MapPage.vue') },
  { path: '/me', name: 'me', component: () => import('./pages/MePage.vue'), meta: { tab: true } },
  { path: '/me/tracks', name: 'tracks', component: () => import('./pages/TracksPage.vue') },
  {
    path: '/:rest(.*)*',
    name: 'lost',
    component: () => import('./pages/LostPage.vue'),
    meta: { open: true },
  },
]

export const router = createRouter({
  history: createWebHistory(import.meta.env.BASE_URL),
  routes,
  scrollBehavior: (_to, _from, kept) => kept ?? { top: 0 },
})

router.beforeEach((to) => {
  if (to.meta.open) return true
  if (!person.value) return { name: 'login', query: to.path === '/' ? {} : { next: to.fullPath } }
  if (mustChange.value && to.name !== 'password') return { name: 'password' }
  return true
})
