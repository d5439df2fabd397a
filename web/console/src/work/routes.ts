import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/', name: 'workbench', component: () => import('./Workbench.vue') },
]
