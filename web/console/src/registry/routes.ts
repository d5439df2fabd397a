import { House } from '@element-plus/icons-vue'
import type { RouteLocation, RouteRecordRaw } from 'vue-router'
import { sections } from './pages'

const one = (route: RouteLocation) => ({ number: Number(route.params.number) })

export const routes: RouteRecordRaw[] = [
  {
    path: '/registry',
    name: 'registry',
    component: () => import('./RegistryFrame.vue'),
    meta: { title: 'registry.title', nav: 'registry.nav', icon: House, order: 16, power: 'registry.see' },
    children: [
      ...sections.map((each) => ({
        path: each.key,
        name: `registry-${each.key}`,
        component: each.page,
        meta: { title: `registry.${each.key}.title`, power: each.power },
      })),
      {
        path: 'people/new',
        name: 'registry-new-person',
        component: () => import('./people/NewPersonPage.vue'),
        props: (route) => ({ home: Number(route.query.home) || undefined }),
        meta: { title: 'registry.new.title', within: 'registry-find', power: 'registry.edit' },
      },
      {
        path: 'people/:number(\\d+)',
        name: 'registry-person',
        component: () => import('./people/PersonPage.vue'),
        props: one,
        meta: { title: 'registry.person.title', within: 'registry-find', power: 'registry.see' },
      },
      {
        path: 'people/:number(\\d+)/merge',
        name: 'registry-merge',
        component: () => import('./people/MergePage.vue'),
        props: one,
        meta: { title: 'registry.merge.title', within: 'registry-find', power: 'registry.merge' },
      },
      {
        path: 'homes/:number(\\d+)',
        name: 'registry-home',
        component: () => import('./homes/HomePage.vue'),
        props: one,
        meta: { title: 'registry.home.title', within: 'registry-find', power: 'registry.see' },
      },
      {
        path: 'tables/:number(\\d+)',
        name: 'registry-table',
        component: () => import('./tables/TablePage.vue'),
        props: one,
        meta: { title: 'registry.table.title', within: 'registry-tables', power: 'registry.import' },
      },
      {
        path: 'places/:number(\\d+)',
        name: 'registry-place',
        component: () => import('./places/PlacePage.vue'),
        props: one,
        meta: { title: 'registry.place.title', within: 'registry-places', power: 'registry.see' },
      },
    ],
  },
]
