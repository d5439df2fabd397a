import { List, Tickets } from '@element-plus/icons-vue'
import type { RouteRecordRaw } from 'vue-router'

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
]
