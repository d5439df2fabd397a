import { FirstAidKit } from '@element-plus/icons-vue'
import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/care',
    name: 'care',
    component: () => import('./CarePage.vue'),
    meta: {
      title: 'care.all',
      nav: 'care.nav',
      icon: FirstAidKit,
      order: 17,
      power: ['care.work', 'care.count'],
    },
  },
  {
    path: '/care/new',
    name: 'care-new',
    component: () => import('./NewCarePage.vue'),
    props: (route) => ({ person: Number(route.query.person) || undefined }),
    meta: { title: 'care.new', power: 'care.work' },
  },
  {
    path: '/care/:no',
    name: 'care-entry',
    component: () => import('./EntryPage.vue'),
    props: (route) => ({ caseNo: String(route.params.no) }),
    meta: { title: 'care.all', power: 'care.work' },
  },
]
