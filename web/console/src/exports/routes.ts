import { Download } from '@element-plus/icons-vue'
import type { RouteLocation, RouteRecordRaw } from 'vue-router'

const one = (route: RouteLocation) => ({ caseNo: String(route.params.no) })
/** What a search was about: the list that is asked for begins with it. */
const begun = (route: RouteLocation) => ({ asks: route.name === 'new-export' })

export const routes: RouteRecordRaw[] = [
  {
    path: '/exports',
    name: 'exports',
    component: () => import('./ExportsPage.vue'),
    props: begun,
    meta: { title: 'exports.all', nav: 'exports.nav', icon: Download, order: 18, power: 'registry.export' },
  },
  {
    path: '/exports/new',
    name: 'new-export',
    component: () => import('./ExportsPage.vue'),
    props: begun,
    meta: { title: 'exports.all', power: 'registry.export' },
  },
  {
    path: '/exports/:no(\\d+)',
    name: 'export',
    component: () => import('./ExportPage.vue'),
    props: one,
    meta: { title: 'exports.all', power: 'registry.export' },
  },
]
