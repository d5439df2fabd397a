/** Shapes of answers, by the names this app calls them; they follow from the OpenAPI document. */
import type { Answer } from '@shared/api/answer'
import type { components } from '@shared/api/schema'

export type Kit = Answer<'/api/v1/field/kit'>
export type KitItem = Kit['items'][number]
export type Today = Answer<'/api/v1/field/today'>
export type Job = Today['todo'][number]
export type Task = Today['patrols'][number]['task']
export type Nearby = Answer<'/api/v1/reports/nearby', 'post'>['items'][number]
export type Patrol = Answer<'/api/v1/patrols/{case_no}'>
export type Track = Answer<'/api/v1/patrols/{case_no}/track'>
export type PatrolPage = Answer<'/api/v1/patrols'>
export type Case = components['schemas']['EventView']
export type HomeCard = Answer<'/api/v1/registry/homes/{number}/card'>
export type CardPerson = HomeCard['people'][number]
export type FactGroup = HomeCard['groups'][number]
export type Definitions = Answer<'/api/v1/registry/definitions'>
export type AddressNode = Answer<'/api/v1/registry/addresses'>['items'][number]
export type NeededVisit = Answer<'/api/v1/registry/visits'>['items'][number]
