import { Guide, List, ScaleToOriginal, Tickets } from '@element-plus/icons-vue'
import type { RouteLocation, RouteRecordRaw } from 'vue-router'

const one = (route: RouteLocation) => ({ caseNo: String(route.params.no) })
const APPEALS = ['event.appeal', 'event.review_appeal_first', 'event.review_appeal_final']

export const routes: RouteRecordRaw[] = [
  {
    path: '/',
    name: 'todo',
    component: () => import('./Worklist.vue'),
    props: { list: 'todo' },
    meta: {
      title: 'work.todo',
      nav: 'work.todo',
      icon: Tickets,
      order: 10,
      power: ['event.see', 'event.see_unit'],
    },
  },
  {
    path: '/events',
    name: 'events',
    component: () => import('./Worklist.vue'),
    props: { list: 'events' },
    meta: {
      title: 'work.events',
      nav: 'work.events',
      icon: List,
      order: 11,
      power: ['event.see', 'event.see_unit'],
    },
  },
  {
    path: '/patrols',
    name: 'patrols',
    component: () => import('./PatrolsPage.vue'),
    meta: { title: 'patrol.all', nav: 'patrol.nav', icon: Guide, order: 14, power: 'patrol.plan' },
  },
  {
    path: '/patrols/:no',
    name: 'patrol',
    component: () => import('./PatrolPage.vue'),
    props: one,
    meta: { title: 'patrol.all', power: ['patrol.plan', 'patrol.walk'] },
  },
  {
    path: '/appeals',
    name: 'appeals',
    component: () => import('./AppealsPage.vue'),
    meta: { title: 'appeal.all', nav: 'appeal.nav', icon: ScaleToOriginal, order: 15, power: APPEALS },
  },
  {
    path: '/appeals/:no',
    name: 'appeal',
    component: () => import('./AppealPage.vue'),
    props: one,
    meta: { title: 'appeal.all', power: APPEALS },
  },
]
