import { Stamp } from '@element-plus/icons-vue'
import type { RouteLocation, RouteRecordRaw } from 'vue-router'

const one = (route: RouteLocation) => ({ caseNo: String(route.params.no) })

export const routes: RouteRecordRaw[] = [
  {
    path: '/requests',
    name: 'requests',
    component: () => import('./RequestsPage.vue'),
    meta: { title: 'requests.all', nav: 'requests.nav', icon: Stamp, order: 17, power: 'registry.rights' },
  },
  {
    path: '/requests/:no',
    name: 'request',
    component: () => import('./RequestPage.vue'),
    props: one,
    meta: { title: 'requests.all', power: 'registry.rights' },
  },
]
