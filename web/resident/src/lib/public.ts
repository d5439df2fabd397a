/** What anybody may ask without an account. */
import type { Answer } from '@shared/api/answer'
import { api, data } from '@shared/api/client'

export type City = Pick<Answer<'/api/v1/public/city'>, 'code' | 'name' | 'hotline'>
export type Located = Answer<'/api/v1/public/locate'>
export type Place = Answer<'/api/v1/public/places'>['items'][number]
export type GridCard = Answer<'/api/v1/public/grids/{code}'>
export type Notice = Answer<'/api/v1/public/notices'>['items'][number]

let asked: Promise<City> | undefined

/** The city this is for; asked once. */
export function city(): Promise<City> {
  asked ??= data(api.GET('/api/v1/public/city')).catch((error: unknown) => {
    asked = undefined
    throw error
  })
  return asked
}

export function locate(lng: number, lat: number): Promise<Located> {
  return data<Located>(api.GET('/api/v1/public/locate', { params: { query: { lng, lat } } }))
}

export async function places(q: string): Promise<Place[]> {
  return (await data(api.GET('/api/v1/public/places', { params: { query: { q } } }))).items
}

/** What lies directly in a region: the way down for whoever would rather tap than type. */
export async function inside(under: string): Promise<Place[]> {
  return (await data(api.GET('/api/v1/public/places', { params: { query: { under } } }))).items
}

export function card(code: string): Promise<GridCard> {
  return data<GridCard>(api.GET('/api/v1/public/grids/{code}', { params: { path: { code } } }))
}

/** What is announced at a grid or region and above it; of the whole city where none is named. */
export async function notices(place: { code: string; level: string } | null): Promise<Notice[]> {
  const query =
    place?.level === 'grid' ? { grid: place.code } : { region: place?.code ?? (await city()).code }
  return (await data(api.GET('/api/v1/public/notices', { params: { query } }))).items
}
