import type { RouteRecordRaw } from 'vue-router'
import Home from './pages/Home.vue'

declare module 'vue-router' {
  interface RouteMeta {
    /** Key of the message that is the page's title. */
    title: string
  }
}

/** Every page of this face; tests walk this table. The first view is in the first chunk, the rest come when asked for. */
export const routes: RouteRecordRaw[] = [
  { path: '/', name: 'home', meta: { title: 'title.home' }, component: Home },
  {
    path: '/report',
    name: 'report',
    meta: { title: 'title.report' },
    component: () => import('./pages/Report.vue'),
  },
  {
    path: '/sent/:id',
    name: 'sent',
    meta: { title: 'title.sent' },
    props: true,
    component: () => import('./pages/Sent.vue'),
  },
  {
    path: '/follow',
    name: 'follow',
    meta: { title: 'title.follow' },
    component: () => import('./pages/Follow.vue'),
  },
  {
    path: '/follow/:no(\\d{8,24})',
    name: 'matter',
    meta: { title: 'title.matter' },
    props: true,
    component: () => import('./pages/Matter.vue'),
  },
  {
    path: '/follow/:no(\\d{8,24})/receipt',
    name: 'receipt',
    meta: { title: 'title.sent' },
    props: true,
    component: () => import('./pages/Kept.vue'),
  },
  {
    path: '/follow/:no(\\d{8,24})/:action([a-z_]+)',
    name: 'act',
    meta: { title: 'title.act' },
    props: true,
    component: () => import('./pages/Act.vue'),
  },
  {
    path: '/grid',
    name: 'grid',
    meta: { title: 'title.grid' },
    component: () => import('./pages/Find.vue'),
  },
  {
    path: '/grid/:code(\\d+)',
    name: 'card',
    meta: { title: 'title.card' },
    props: true,
    component: () => import('./pages/Card.vue'),
  },
  {
    path: '/held',
    name: 'held',
    meta: { title: 'title.held' },
    component: () => import('./held/HeldPage.vue'),
  },
  {
    path: '/notices',
    name: 'notices',
    meta: { title: 'title.notices' },
    component: () => import('./pages/Notices.vue'),
  },
  {
    path: '/about',
    name: 'about',
    meta: { title: 'title.about' },
    component: () => import('./pages/About.vue'),
  },
  {
    path: '/:rest(.*)*',
    name: 'lost',
    meta: { title: 'title.lost' },
    component: () => import('./pages/Lost.vue'),
  },
]
