import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/not-yours',
    name: 'not-yours',
    component: () => import('./Nowhere.vue'),
    meta: { title: 'shell.not_yours' },
  },
  {
    path: '/:nowhere(.*)*',
    name: 'nowhere',
    component: () => import('./Nowhere.vue'),
    meta: { title: 'shell.nowhere' },
  },
]
