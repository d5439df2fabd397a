import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/login',
    name: 'login',
    component: () => import('./LogInPage.vue'),
    meta: { title: 'session.log_in', open: true, bare: true },
  },
  {
    path: '/sso',
    name: 'sso',
    component: () => import('./SsoPage.vue'),
    meta: { title: 'session.sso_title', open: true, bare: true },
  },
  {
    path: '/password',
    name: 'password',
    component: () => import('./PasswordPage.vue'),
    meta: { title: 'session.change' },
  },
  {
    path: '/factor',
    name: 'factor',
    component: () => import('./FactorPage.vue'),
    meta: { title: 'session.factor' },
  },
  {
    path: '/sessions',
    name: 'sessions',
    component: () => import('./SessionsPage.vue'),
    meta: { title: 'session.sessions' },
  },
]
