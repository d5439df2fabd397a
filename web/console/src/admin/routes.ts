import { Setting } from '@element-plus/icons-vue'
import type { RouteRecordRaw } from 'vue-router'
import { pages } from './pages'

export const routes: RouteRecordRaw[] = [
  {
    path: '/admin',
    name: 'admin',
    component: () => import('./AdminFrame.vue'),
    meta: {
      title: 'admin.title',
      nav: 'admin.title',
      icon: Setting,
      order: 30,
      power: pages.flatMap((each) => each.power),
    },
    children: pages.map((each) => ({
      path: each.path,
      name: `admin-${each.key}`,
      component: each.page,
      meta: { title: `admin.${each.key}.title`, power: each.power },
    })),
  },
]
