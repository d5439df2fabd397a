/** The map where there is no network: outlines kept beforehand, a point located among them. */
import { holding } from './shapes'
import { nothing } from './style'
import type { Box, Level, MapSource, Outlines } from './types'

/**
 * @param kept outlines by level, as the platform gave them; grids carry the name a person reads (`full_name`, else `name`)
 * @param bounds what to show at first
 */
export function keptMap(kept: Partial<Record<Level, Outlines>>, bounds: Box): MapSource {
  const center: [number, number] = [(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2]
  return {
    settings: async () => ({ tiles: null, bounds, center }),
    outlines: async (level) => kept[level] ?? nothing,
    locate: async (at) => {
      const found = kept.grid && holding(kept.grid, at)?.properties
      if (!found) return null
      return { grid: found.code, name: found.name, full_name: found.full_name ?? found.name }
    },
  }
}
