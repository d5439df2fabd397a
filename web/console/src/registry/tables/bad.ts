import { ask, query } from '../../admin/ask'
import type { Page } from '../../admin/paged'
import type { TableRow } from '../types'

/** A cell of a CSV file; one that a spreadsheet would take for a formula stays a text. */
export function cell(value: string | number): string {
  const text = String(value)
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** All lines of a table that could not be entered, as CSV (UTF-8 with its mark, which Excel asks for). @throws ProblemError */
export async function badLines(table: number, heads: string[]): Promise<string> {
  const lines = [heads]
  let cursor: string | null = null
  do {
    const page: Page<TableRow> = await ask(
      `/registry/tables/${table}/rows${query({ state: 'bad', cursor, limit: 100 })}`,
    )
    for (const each of page.items)
      lines.push([String(each.number), each.name, each.address, each.wrong, each.why])
    cursor = page.next
  } while (cursor)
  return `\uFEFF${lines.map((line) => line.map(cell).join(',')).join('\r\n')}\r\n`
}
