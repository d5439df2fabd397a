import { CORE_SCHEMA, load, Type, YAMLException } from 'js-yaml'
import type { Problem } from '@shared/api/problem'

/** Days stay as they are written (`2026-01-01`); what is written once and used often is written out. */
const MERGE = new Type('tag:yaml.org,2002:merge', { kind: 'scalar', resolve: (said) => said === '<<' })
const SCHEMA = CORE_SCHEMA.extend({ implicit: [MERGE] })

export interface Document {
  title: string
  items: { code?: unknown; name?: unknown }[]
}

/** What is wrong with a file before the platform has seen it. */
export class Unreadable extends Error {
  constructor(
    readonly key: 'unreadable' | 'noItems',
    readonly line: number,
  ) {
    super(key)
  }
}

/**
 * The catalogue in a file, YAML or JSON (which is YAML, too).
 *
 * @throws Unreadable
 */
export function read(text: string): Document {
  let found: unknown
  try {
    found = load(text, { schema: SCHEMA })
  } catch (error) {
    throw new Unreadable('unreadable', error instanceof YAMLException ? (error.mark?.line ?? 0) + 1 : 0)
  }
  const document = found as Partial<Document> | null
  if (typeof document !== 'object' || !Array.isArray(document?.items)) throw new Unreadable('noItems', 0)
  return { ...document, title: String(document.title ?? ''), items: document.items }
}

export interface Fault {
  /** The item at fault; empty for the head of the file. */
  item: string
  /** Where in it, as the file writes it. */
  place: string
  message: string
}

/** The faults the platform names (`items.17.limits.handle`), each at its item's own name. */
export function faults(problem: Problem, document: Document): Fault[] {
  return Object.entries(problem.fields ?? {}).map(([path, message]) => {
    const [head, at, ...rest] = path.split('.')
    if (head !== 'items' || !/^\d+$/.test(at ?? '')) return { item: '', place: path, message }
    const item = document.items[Number(at)]
    const name = [item?.code, item?.name].filter((each) => typeof each === 'string').join(' ')
    return { item: name, place: rest.join('.'), message }
  })
}
