import type { components } from '@shared/api/schema'

export type Rule = components['schemas']['RuleOut']

/** A local time as a form has it (`2026-11-23T18:00`), as a moment on the city's clock. */
export function moment(local: string): string {
  return `${local.slice(0, 16)}:00+08:00`
}

/** A moment as the pickers hold it: on the city's clock, without a zone. */
export function local(at: number): string {
  return new Date(at + 8 * 3_600_000).toISOString().slice(0, 16)
}
