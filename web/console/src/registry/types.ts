import type { Answer } from '@shared/api/answer'

export type Definitions = Answer<'/api/v1/registry/definitions'>
export type GroupForm = Definitions['groups'][number]
export type PersonView = Answer<'/api/v1/registry/people/{number}'>
export type HomeView = Answer<'/api/v1/registry/homes/{number}'>
export type PlaceView = Answer<'/api/v1/registry/organisations/{number}'>
export type PlaceLine = Answer<'/api/v1/registry/organisations'>['items'][number]
export type Address = HomeView['address']
export type HomeLine = PersonView['home']
export type Plate = Answer<'/api/v1/registry/addresses/{number}/plates'>['items'][number]
export type Household = HomeView['households'][number]
export type PersonLine = Household['people'][number]
/** One group of facts as it is read, masked. */
export type Group = HomeView['groups'][number]
export type NeededVisit = Answer<'/api/v1/registry/visits'>['items'][number]
export type TableView = Answer<'/api/v1/registry/tables/{number}'>
export type TableRow = Answer<'/api/v1/registry/tables/{number}/rows'>['items'][number]
export type Component = Answer<'/api/v1/registry/components'>['items'][number]
export type Found = Answer<'/api/v1/registry/search', 'post'>

/** Whom or what facts are about, as its address below `/registry` says. */
export type Subject = 'people' | 'homes' | 'organisations'
