/** How door plates lie on a sheet of A4, and how large what stands on them may be written. Everything in millimetres. */

export const PAPER = { width: 210, height: 297 }
export const PLATE = { width: 63, height: 38.5 }
export const ACROSS = 3
export const DOWN = 7
export const PER_SHEET = ACROSS * DOWN
/** Whole sheets at a time, of no more plates than the platform gives in one answer. */
export const BATCH = 4 * PER_SHEET

/** From the edge of the paper to the first plate: what no printer reaches is less. */
export const EDGE = {
  x: (PAPER.width - ACROSS * PLATE.width) / 2,
  y: (PAPER.height - DOWN * PLATE.height) / 2,
}

/** The plates of one sheet after another. */
export function sheets<T>(plates: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(plates.length / PER_SHEET) }, (_, at) =>
    plates.slice(at * PER_SHEET, (at + 1) * PER_SHEET),
  )
}

const ARM = 1.5

/** A small cross at every corner of a plate, as the path of an SVG of the whole sheet: where to cut. */
export const cuts = Array.from({ length: (ACROSS + 1) * (DOWN + 1) }, (_, at) => {
  const x = EDGE.x + (at % (ACROSS + 1)) * PLATE.width
  const y = EDGE.y + Math.floor(at / (ACROSS + 1)) * PLATE.height
  return `M${x - ARM} ${y}h${2 * ARM}M${x} ${y - ARM}v${2 * ARM}`
}).join('')

export interface Box {
  width: number
  height: number
}

/** Height of a line, and the gap between two parts, in sizes of type. */
export const LEADING = 1.2
export const GAP = 0.25
const NARROW = 0.62
const STEP = 0.1

/** How wide a text is, in sizes of its type: a Chinese character is as wide as high. */
const wide = (text: string) =>
  [...text].reduce((sum, each) => sum + (each.codePointAt(0)! < 0x2e80 ? NARROW : 1), 0)

/**
 * Lines that `parts` take beside each other in so much room. A part is broken only where it is wider than that, and
 * nothing stands beside a broken one.
 */
function lines(parts: readonly number[], room: number): number {
  let full = 0
  let used = 0
  for (const part of parts) {
    if (used && used + part > room) {
      full++
      used = 0
    }
    if (part > room) full += Math.ceil(part / Math.floor(room)) - 1
    used += Math.min(part, room)
  }
  return full + 1
}

/** The largest size of type, from `most` down to `least`, in which these parts fit into a box. */
export function fitting(parts: readonly string[], box: Box, most: number, least: number): number {
  const widths = parts.map((each, at) => wide(each) + (at ? GAP : 0))
  let size = most
  while (size - STEP >= least && lines(widths, box.width / size) * size * LEADING > box.height) size -= STEP
  return Number(size.toFixed(1))
}
