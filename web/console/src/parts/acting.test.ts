import { afterEach, expect, it, vi } from 'vitest'
import { flushPromises, mount } from '@vue/test-utils'
import { createI18n } from 'vue-i18n'
import { useActing } from './acting'
import type { Action } from './types'

const form = {
  type: 'object',
  properties: { reason: { title: 'Reason', type: 'string', minLength: 2, maxLength: 500 } },
  required: ['reason'],
}
const refuse = {
  key: 'refuse',
  label: 'Refuse',
  step: { key: 'accept', label: '' },
  form,
  blocked: null,
} as unknown as Action

function opened(answers: Response[]) {
  const asked = vi.fn(async (request: Request) => {
    sent.push({ key: request.headers.get('Idempotency-Key'), body: await request.json() })
    return answers.shift() ?? new Response('{}')
  })
  const sent: { key: string | null; body: unknown }[] = []
  vi.stubGlobal('fetch', asked)
  const done = vi.fn()
  const state = { version: 3 }
  const refresh = vi.fn(async () => Object.assign({}, state, { version: 4 }))
  let acting: ReturnType<typeof useActing<{ version: number }>> | undefined
  mount(
    {
      setup() {
        acting = useActing<{ version: number }>(
          (key) => `/api/v1/events/1/actions/${key}`,
          () => state,
          refresh,
          done,
        )
        return () => null
      },
    },
    {
      global: {
        plugins: [createI18n({ legacy: false, locale: 'zh', missingWarn: false, fallbackWarn: false })],
      },
    },
  )
  if (!acting) throw new Error('not mounted')
  acting.open(refuse)
  return { acting, sent, done, refresh }
}
const problem = (status: number, body: object) =>
  new Response(JSON.stringify({ status, title: '', ...body }), { status })
afterEach(() => void vi.unstubAllGlobals())

it('sends nothing that is plainly incomplete', async () => {
  const { acting, sent } = opened([])
  await acting.send()
  expect(acting.faults.value).toHaveProperty('reason')
  expect(sent).toEqual([])
})

it('sends once however often the button is pressed', async () => {
  const { acting, sent, done } = opened([])
  acting.values.value = { reason: 'not ours' }
  void acting.send()
  void acting.send()
  await flushPromises()
  expect(sent).toHaveLength(1)
  expect(sent[0]?.body).toEqual({ data: { reason: 'not ours' }, version: 3 })
  expect(done).toHaveBeenCalledWith(refuse)
})

it('keeps what was typed when somebody was faster, and sends it with what was seen then', async () => {
  const { acting, sent, done, refresh } = opened([problem(409, { code: 'version.stale' })])
  acting.values.value = { reason: 'not ours' }
  await acting.send()
  expect(refresh).toHaveBeenCalledOnce()
  expect(acting.conflict.value).toMatchObject({ before: { version: 3 }, now: { version: 4 } })
  await acting.send()
  expect(sent).toHaveLength(1)
  acting.accept()
  await acting.send()
  expect(sent[1]?.body).toEqual({ data: { reason: 'not ours' }, version: 4 })
  expect(sent[1]?.key).toBe(sent[0]?.key)
  expect(done).toHaveBeenCalledOnce()
})

it('shows a fault at its field and anything else as a whole', async () => {
  const { acting } = opened([
    problem(422, { code: 'input.invalid', errors: [{ field: 'reason', message: 'Say more' }] }),
    problem(409, { code: 'return.used-up', title: 'Used up' }),
  ])
  acting.values.value = { reason: 'xx' }
  await acting.send()
  expect(acting.faults.value).toEqual({ reason: 'Say more' })
  await acting.send()
  expect(acting.refused.value).toContain('Used up')
})
