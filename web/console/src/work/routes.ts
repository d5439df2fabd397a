import { Tickets } from '@element-plus/icons-vue'
import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/',
    name: 'workbench',
    component: () => import('./Workbench.vue'),
    meta: {
      title: 'work.todo',
      nav: 'work.todo',
      icon: Tickets,
      order: 10,
      power: ['event.see', 'event.see_unit'],
    },
  },
]
