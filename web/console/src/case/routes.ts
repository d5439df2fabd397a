import type { RouteLocation, RouteRecordRaw } from 'vue-router'

const power = ['event.see', 'event.see_unit']
const props = (route: RouteLocation) => ({ caseNo: String(route.params.no) })

export const routes: RouteRecordRaw[] = [
  {
    path: '/cases/:no',
    name: 'case',
    component: () => import('./CasePage.vue'),
    props,
    meta: { title: 'case.page', power },
  },
  {
    path: '/cases/:no/print',
    name: 'case-print',
    component: () => import('./PrintPage.vue'),
    props,
    meta: { title: 'print.title', power, bare: true },
  },
]
