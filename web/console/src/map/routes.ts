import { MapLocation } from '@element-plus/icons-vue'
import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/map',
    name: 'map',
    component: () => import('./MapPage.vue'),
    meta: { title: 'map.title', nav: 'map.title', icon: MapLocation, order: 20, power: 'network.see' },
  },
  {
    path: '/map/boundary/:code(\\d{15})',
    name: 'boundary',
    component: () => import('./boundary/BoundaryPage.vue'),
    meta: { title: 'map.boundary.title', power: 'network.edit' },
  },
]
