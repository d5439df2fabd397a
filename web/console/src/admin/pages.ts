import type { Component } from 'vue'

/** The pages of administration, each behind its power, in the order of the day. */
export interface AdminEntry {
  path: string
  /** Message key of its name: `admin.<key>.title`. */
  key: string
  power: string | string[]
  page: () => Promise<Component>
}

export const pages: AdminEntry[] = [
  {
    path: 'notices',
    key: 'notices',
    power: 'notice.publish',
    page: () => import('./notices/NoticesPage.vue'),
  },
  { path: 'rules', key: 'rules', power: 'event.control', page: () => import('./rules/RulesPage.vue') },
  { path: 'units', key: 'units', power: 'unit.edit', page: () => import('./units/UnitsPage.vue') },
  {
    path: 'people',
    key: 'people',
    power: ['account.edit', 'posting.edit'],
    page: () => import('./people/PeoplePage.vue'),
  },
  { path: 'roles', key: 'roles', power: 'role.edit', page: () => import('./roles/RolesPage.vue') },
  { path: 'tokens', key: 'tokens', power: 'token.issue', page: () => import('./tokens/TokensPage.vue') },
  {
    path: 'catalogue',
    key: 'catalogue',
    power: 'catalogue.publish',
    page: () => import('./catalogue/CataloguePage.vue'),
  },
  { path: 'flows', key: 'flows', power: 'flow.publish', page: () => import('./flows/FlowsPage.vue') },
  {
    path: 'calendar',
    key: 'calendar',
    power: 'calendar.edit',
    page: () => import('./calendar/CalendarPage.vue'),
  },
  {
    path: 'alerts',
    key: 'alerts',
    power: 'audit.read',
    page: () => import('./audit/AlertsPage.vue'),
  },
  { path: 'audit', key: 'audit', power: 'audit.read', page: () => import('./audit/AuditPage.vue') },
]
