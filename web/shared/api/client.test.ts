import { beforeEach, describe, expect, it, vi } from 'vitest'
import { api, raw, whenLoggedOut, whenStale } from './client'
import { ProblemError } from './problem'

function problem(code: string, status: number): Response {
  return new Response(JSON.stringify({ code, status, title: code }), {
    status,
    headers: { 'Content-Type': 'application/problem+json' },
  })
}

const sent: string[] = []
let answers: Response[] = []

beforeEach(() => {
  sent.length = 0
  vi.stubGlobal('fetch', async (request: Request) => {
    sent.push(`${request.method} ${await request.text()}`)
    return answers.shift() ?? new Response('{}')
  })
})

const call = () => raw('/api/v1/exports', { method: 'POST', body: '{"reason":"weekly"}' })

describe('a call that asks for a fresh proof', () => {
  it('is sent again, whole, once its person has confirmed', async () => {
    answers = [problem('auth.stale', 403), new Response('{"id":1}', { status: 201 })]
    whenStale(() => Promise.resolve(true))
    expect((await call()).status).toBe(201)
    expect(sent).toEqual(['POST {"reason":"weekly"}', 'POST {"reason":"weekly"}'])
  })

  it('is refused to whoever thinks better of it', async () => {
    answers = [problem('auth.stale', 403)]
    whenStale(() => Promise.resolve(false))
    await expect(call()).rejects.toMatchObject({ problem: { code: 'auth.stale' } })
    expect(sent).toHaveLength(1)
  })

  it('is not asked about when something else is forbidden', async () => {
    const asked = vi.fn(() => Promise.resolve(true))
    answers = [problem('auth.forbidden', 403)]
    whenStale(asked)
    await expect(call()).rejects.toBeInstanceOf(ProblemError)
    expect(asked).not.toHaveBeenCalled()
  })
})

describe('a wrong code', () => {
  it('ends no session, a session that has ended does', async () => {
    const left = vi.fn()
    whenLoggedOut(left)
    answers = [problem('auth.code', 401)]
    await expect(api.PUT('/api/v1/session/proof', { body: { code: '000000' } })).rejects.toBeInstanceOf(
      ProblemError,
    )
    expect(left).not.toHaveBeenCalled()
    answers = [problem('auth.required', 401)]
    await expect(api.PUT('/api/v1/session/proof', { body: { code: '000000' } })).rejects.toBeInstanceOf(
      ProblemError,
    )
    expect(left).toHaveBeenCalledOnce()
  })
})
