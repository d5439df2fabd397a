import { randomUUID } from 'node:crypto'
import { CITY, person } from './city.ts'

type Json = Record<string, unknown>

/** Somebody who speaks to the platform without a browser: prepares the cases a test begins with. */
export class Voice {
  private constructor(
    readonly name: string,
    private readonly headers: Record<string, string>,
    private readonly origin = CITY.address,
  ) {}

  /** A person of the demo, logged in. */
  static async of(username: string, origin = CITY.address): Promise<Voice> {
    const answer = await fetch(`${origin}/api/v1/session`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ username, password: person(username).password }),
    })
    if (!answer.ok) throw new Error(`${username} cannot log in: ${await answer.text()}`)
    const me = (await answer.json()) as { csrf: string; person: { name: string } }
    const cookies = answer.headers.getSetCookie().map((each) => each.split(';')[0])
    return new Voice(me.person.name, { Cookie: cookies.join('; '), 'X-CSRFToken': me.csrf }, origin)
  }

  /** A stranger; with the receipt of a report, its reporter. */
  static stranger(secret?: string): Voice {
    return new Voice('', secret ? { 'X-Case-Secret': secret } : {})
  }

  async get<T = Json>(path: string): Promise<T> {
    return this.call<T>('GET', path)
  }

  async post<T = Json>(path: string, body: Json): Promise<T> {
    return this.call<T>('POST', path, body)
  }

  async put<T = Json>(path: string, body: Json): Promise<T> {
    return this.call<T>('PUT', path, body)
  }

  /** Send a file, with what belongs to it, as a form of a browser does. */
  async upload<T = Json>(path: string, fields: Record<string, string>, file: File): Promise<T> {
    const body = new FormData()
    for (const [name, value] of Object.entries(fields)) body.set(name, value)
    body.set('file', file)
    const answer = await fetch(`${this.origin}/api/v1${path}`, {
      method: 'POST',
      headers: this.headers,
      body,
    })
    if (!answer.ok) throw new Error(`POST ${path} → ${answer.status}: ${await answer.text()}`)
    return (await answer.json()) as T
  }

  /** Take one action on a case in the version it has now. */
  async act(case_no: string, action: string, data: Json = {}): Promise<void> {
    const { version } = await this.get<{ version: number }>(`/events/${case_no}`)
    await this.post(`/events/${case_no}/actions/${action}`, { data, version })
  }

  private async call<T>(method: string, path: string, body?: Json): Promise<T> {
    const answer = await fetch(`${this.origin}/api/v1${path}`, {
      method,
      headers: {
        ...this.headers,
        'Accept-Language': 'zh-Hans',
        ...(body ? { 'Content-Type': 'application/json', 'Idempotency-Key': randomUUID() } : {}),
      },
      body: body ? JSON.stringify(body) : undefined,
    })
    if (!answer.ok) throw new Error(`${method} ${path} → ${answer.status}: ${await answer.text()}`)
    return (answer.status === 204 ? undefined : await answer.json()) as T
  }
}

export interface Receipt {
  case_no: string
  secret: string
}

/** The units that the demo's handlers stand in, by their user names. */
export async function unitOf(username: string): Promise<number> {
  const me = await (await Voice.of(username)).get<{ postings: { unit: number }[] }>('/session')
  return me.postings[0]!.unit
}

/** A grid worker's own grid, with a point inside it. */
export async function gridOf(username: string): Promise<{ code: string; lng: number; lat: number }> {
  const worker = await Voice.of(username)
  const { postings } = await worker.get<{ postings: { grid: string }[] }>('/session')
  const code = postings[0]!.grid
  const { lng, lat } = await worker.get<{ lng: number; lat: number }>(`/grids/${code}`)
  return { code, lng, lat }
}

/** A report by nobody in particular, in the grid of the demo's first worker. */
export async function reported(text: string): Promise<Receipt> {
  const { lng, lat } = await gridOf('grid1')
  return Voice.stranger().post<Receipt>('/reports', { text, lng, lat })
}

/** A report that the township has accepted and that now waits to be dispatched. */
export async function accepted(text: string): Promise<Receipt> {
  const receipt = await reported(text)
  await (await Voice.of('township1')).act(receipt.case_no, 'accept', { item_code: 'E0131' })
  return receipt
}

/** Somebody of the demo's register, with their home, and a place: what pages of the register are tried on. */
export async function resident(): Promise<{ person: number; name: string; home: number; place: number }> {
  const worker = await Voice.of('community1')
  const found = await worker.post<{
    items: { person: { number: number; name: string }; home: { number: number } }[]
  }>('/registry/search', { name: '演示王00', limit: 1 })
  const places = await worker.get<{ items: { number: number }[] }>('/registry/organisations?limit=1')
  const { person, home } = found.items[0]!
  return { person: person.number, name: person.name, home: home.number, place: places.items[0]!.number }
}

/** A table of people that has been read, in the demo's community: its columns are named from their headings. */
export async function table(headings: string, lines: string[]): Promise<number> {
  const worker = await Voice.of('community1')
  const { code } = await gridOf('grid1')
  const file = new File([[headings, ...lines].join('\n')], '人员.csv')
  return (await worker.upload<{ number: number }>('/registry/tables', { region: code }, file)).number
}
