/**
 * A problem document (RFC 9457) as the platform writes it: `code` is stable, `title` and the messages are in words.
 * The list `errors` of the document is kept as `fields`, message by field (dotted where nested).
 */
export interface Problem {
  code: string
  status: number
  title: string
  detail?: string
  fields?: Record<string, string>
  [more: string]: unknown
}

/** A call that failed. Codes beginning with `face.` are the face's own: `offline`, `timeout`, `unreadable`. */
export class ProblemError extends Error {
  constructor(readonly problem: Problem) {
    super(`${problem.status} ${problem.code}`)
    this.name = 'ProblemError'
  }

  /** Whether the platform could not be reached at all, so that trying again later makes sense. */
  get unreached(): boolean {
    return this.problem.status === 0 || this.problem.status === 502 || this.problem.status === 503
  }
}

export async function problemOf(response: Response): Promise<Problem> {
  try {
    const said = (await response.json()) as Partial<Problem> & {
      errors?: { field: string; message: string }[]
    }
    const fields = said.errors && Object.fromEntries(said.errors.map((each) => [each.field, each.message]))
    return {
      ...said,
      ...(fields && { fields }),
      code: said.code ?? 'face.unreadable',
      status: response.status,
      title: said.title ?? '',
    }
  } catch {
    return { code: 'face.unreadable', status: response.status, title: '' }
  }
}

export function asProblem(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem
  console.error(error)
  return { code: 'face.unforeseen', status: -1, title: '' }
}

/** What to show a person: the platform's own words, or the key of a message of ours when it said none. */
export function worded(problem: Problem, t: (key: string) => string): string {
  const own = `problem.${problem.code.replace('face.', '')}`
  if (problem.code.startsWith('face.')) return t(own)
  const fields = Object.values(problem.fields ?? {})
  const said = [problem.title || t('problem.unforeseen'), problem.detail, ...fields].filter(Boolean)
  return [...new Set(said)].join(' · ')
}
