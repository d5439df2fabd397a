import type { RouteComponent } from 'vue-router'

/** The sections of the register that stand beside each other, in the order of the day. */
export interface Section {
  key: string
  power: string
  page: () => Promise<RouteComponent>
}

export const sections: Section[] = [
  { key: 'find', power: 'registry.see', page: () => import('./find/FindPage.vue') },
  { key: 'visits', power: 'registry.see', page: () => import('./visits/VisitsPage.vue') },
  { key: 'tables', power: 'registry.import', page: () => import('./tables/TablesPage.vue') },
  { key: 'addresses', power: 'registry.see', page: () => import('./places/AddressesPage.vue') },
  { key: 'plates', power: 'registry.see', page: () => import('./plates/PlatesPage.vue') },
  { key: 'places', power: 'registry.see', page: () => import('./places/PlacesPage.vue') },
  { key: 'components', power: 'registry.see', page: () => import('./places/ComponentsPage.vue') },
]
