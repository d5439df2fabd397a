/**
 * Which item a text is probably about, found on the phone from the words of the catalogue. A plainer reading than the
 * platform's own, for when it cannot be asked; a person chooses either way.
 */
export interface Suggestable {
  code: string
  name: string
  keywords: string[]
  emergency: string[]
}

export interface Suggested {
  code: string
  name: string
  /** The words of the text that speak for it. */
  reasons: string[]
}

/** Parts of a keyword stand at most this far apart, in characters, and in one sentence. */
const WINDOW = 14
const ENDS = /[。！!？?；;\n]/
const FURTHER = 0.5

interface Hit {
  item: Suggestable
  parts: string[]
  /** Which characters of the text it stands on. */
  on: Set<number>
  worth: number
}

export function suggest(text: string, items: Suggestable[], most = 3): Suggested[] {
  const read = text.slice(0, 600).toLowerCase()
  const hits: Hit[] = []
  for (const item of items)
    for (const keyword of new Set([item.name, ...item.keywords])) {
      const parts = keyword.toLowerCase().split(/\s+/).filter(Boolean)
      const on = standing(read, parts)
      if (on) hits.push({ item, parts, on, worth: Math.sqrt(parts.join('').length) })
    }
  // Where a longer word stands, a shorter one within it says nothing.
  const kept = hits.filter(
    (hit) =>
      !hits.some((other) => other.on.size > hit.on.size && [...hit.on].every((at) => other.on.has(at))),
  )
  const byItem = new Map<Suggestable, Hit[]>()
  for (const hit of kept) byItem.set(hit.item, [...(byItem.get(hit.item) ?? []), hit])
  return [...byItem]
    .map(([item, found]) => ({ item, found, strength: strength(found) }))
    .sort(
      (a, b) =>
        b.strength - a.strength || Number(!a.item.emergency.length) - Number(!b.item.emergency.length),
    )
    .slice(0, most)
    .map(({ item, found }) => ({
      code: item.code,
      name: item.name,
      reasons: [...new Set(found.flatMap((hit) => hit.parts))],
    }))
}

function strength(found: Hit[]): number {
  const worths = found.map((hit) => hit.worth)
  const best = Math.max(...worths)
  return best + FURTHER * (worths.reduce((sum, each) => sum + each, 0) - best)
}

/** The characters the parts of one keyword stand on, where all of them stand close together in one sentence. */
function standing(text: string, parts: string[]): Set<number> | null {
  const [first = '', ...rest] = parts
  for (let at = text.indexOf(first); first && at >= 0; at = text.indexOf(first, at + 1)) {
    const from = Math.max(0, at - WINDOW)
    const before = text.slice(from, at).split(ENDS).pop() ?? ''
    const after = text.slice(at, at + first.length + WINDOW).split(ENDS)[0] ?? ''
    const [start, near] = [at - before.length, before + after]
    const on = new Set(span(at, first.length))
    const all = rest.every((part) => {
      const found = near.indexOf(part)
      if (found >= 0) for (const each of span(start + found, part.length)) on.add(each)
      return found >= 0
    })
    if (all) return on
  }
  return null
}

const span = (start: number, length: number) => Array.from({ length }, (_, at) => start + at)
