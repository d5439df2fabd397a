/** What a report says, as it is written. */

/** Where: a point with the name of its grid, or words, of which the first part may have been chosen from a list. */
export interface Where {
  lng: number | null
  lat: number | null
  /** The grid of the point, or the place chosen; empty while nothing is chosen. */
  named: string
  /** What was typed: a landmark, a number of a house. */
  words: string
}
export interface Draft {
  text: string
  where: Where
  name: string
  phone: string
}

export function blank(): Draft {
  return { text: '', where: { lng: null, lat: null, named: '', words: '' }, name: '', phone: '' }
}

/** The place as the platform is told it: what was chosen, then what was typed; at most 200 characters. */
export function placeOf(where: Where): string {
  return [where.named, where.words.trim()].filter(Boolean).join(' ').slice(0, 200)
}
