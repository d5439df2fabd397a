/** Shapes of answers, by the names this app calls them; they follow from the OpenAPI document. */
import type { components, paths } from '@shared/api/schema'

type Answer<P extends keyof paths, M extends keyof paths[P]> = paths[P][M] extends {
  responses: { 200: { content: { 'application/json': infer Body } } }
}
  ? Body
  : never

export type Kit = Answer<'/api/v1/field/kit', 'get'>
export type KitItem = Kit['items'][number]
export type Today = Answer<'/api/v1/field/today', 'get'>
export type Job = Today['todo'][number]
export type Task = Today['patrols'][number]['task']
export type Nearby = Answer<'/api/v1/reports/nearby', 'post'>['items'][number]
export type Patrol = Answer<'/api/v1/patrols/{case_no}', 'get'>
export type Track = Answer<'/api/v1/patrols/{case_no}/track', 'get'>
export type PatrolPage = Answer<'/api/v1/patrols', 'get'>
export type Case = components['schemas']['EventView']
