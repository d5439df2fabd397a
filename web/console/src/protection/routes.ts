import { Lock } from '@element-plus/icons-vue'
import type { Component } from 'vue'
import type { RouteLocation, RouteRecordRaw } from 'vue-router'

const SEE = 'protection.see'
const one = (route: RouteLocation) => ({ caseNo: String(route.params.no) })

/** The pages of the desk in the order of the day; each is called `protection.<key>.title`. */
const PAGES: Record<string, () => Promise<Component>> = {
  summary: () => import('./SummaryPage.vue'),
  breaches: () => import('./BreachesPage.vue'),
  requests: () => import('./ClocksPage.vue'),
  activities: () => import('./ActivitiesPage.vue'),
  assessments: () => import('./AssessmentsPage.vue'),
  deletions: () => import('./DeletionsPage.vue'),
}
export const pages = Object.keys(PAGES).map((key) => ({
  name: `protection-${key}`,
  title: `protection.${key}.title`,
  power: SEE,
}))

export const routes: RouteRecordRaw[] = [
  {
    path: '/protection',
    name: 'protection',
    component: () => import('./ProtectionFrame.vue'),
    meta: { title: 'protection.title', nav: 'protection.nav', icon: Lock, order: 19, power: SEE },
    children: [
      ...Object.entries(PAGES).map(([key, component]) => ({
        path: key,
        name: `protection-${key}`,
        component,
        meta: { title: `protection.${key}.title`, power: SEE },
      })),
      {
        path: 'activities/:key+',
        name: 'protection-activity',
        component: () => import('./ActivityPage.vue'),
        props: (route) => ({ name: [route.params.key].flat().join('.') }),
        meta: { title: 'protection.activities.title', within: 'protection-activities', power: SEE },
      },
      {
        path: 'assessments/:no(\\d+)',
        name: 'protection-assessment',
        component: () => import('./AssessmentPage.vue'),
        props: one,
        meta: { title: 'protection.assessments.title', within: 'protection-assessments', power: SEE },
      },
      {
        path: 'breaches/:no(\\d+)',
        name: 'protection-breach',
        component: () => import('./BreachPage.vue'),
        props: one,
        meta: { title: 'protection.breaches.title', within: 'protection-breaches', power: SEE },
      },
    ],
  },
]
