/** Outlines and settings of the running city; asked for once, and again after a boundary was changed. */
import { raw } from '../api/client'
import { ProblemError } from '../api/problem'
import type { Level, Located, MapSettings, MapSource, Outlines, Position } from './types'

const kept = new Map<string, Promise<unknown>>()

function once<T>(path: string): Promise<T> {
  const found = kept.get(path) as Promise<T> | undefined
  if (found) return found
  const asked = raw(path).then((answer) => answer.json() as Promise<T>)
  kept.set(path, asked)
  asked.catch(() => kept.delete(path))
  return asked
}

/** Ask anew from now on: an outline has changed. The platform answers "unchanged" for all that has not. */
export function forget(): void {
  kept.clear()
}

export const cityMap: MapSource = {
  settings: () => once<MapSettings>('/api/v1/map/settings'),
  outlines: (level: Level) =>
    once<Outlines>(level === 'grid' ? '/api/v1/map/grids' : `/api/v1/map/outlines?level=${level}`),
  async locate([lng, lat]: Position) {
    try {
      return (await (await raw(`/api/v1/locate?lng=${lng}&lat=${lat}`)).json()) as Located
    } catch (error) {
      if (error instanceof ProblemError && error.problem.code === 'place.outside') return null
      throw error
    }
  },
}
