import type { RouteRecordRaw } from 'vue-router'

/** Every page of this face. Tests walk this table. */
export const routes: RouteRecordRaw[] = [
  { path: '/', name: 'home', component: () => import('./pages/Home.vue') },
]
