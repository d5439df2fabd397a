import { expect, it } from 'vitest'
import { problemOf, worded } from './problem'

const answer = (body: string, status: number) => new Response(body, { status })

it('reads the fields at fault from the list the platform writes', async () => {
  const document = {
    type: '/problems/input.invalid',
    title: 'Some fields need correcting',
    status: 422,
    code: 'input.invalid',
    errors: [{ field: 'text', message: 'This is too short' }],
  }
  const problem = await problemOf(answer(JSON.stringify(document), 422))
  expect(problem.fields).toEqual({ text: 'This is too short' })
  expect(worded(problem, (key) => key)).toBe('Some fields need correcting · This is too short')
})

it('makes a problem of an answer nobody wrote for a program', async () => {
  const problem = await problemOf(answer('<html>502</html>', 502))
  expect(problem).toMatchObject({ code: 'face.unreadable', status: 502 })
  expect(worded(problem, (key) => key)).toBe('problem.unreadable')
})

it('says once what several fields have in common', () => {
  const fields = { lng: 'Outside the city', lat: 'Outside the city' }
  const words = worded({ code: 'place.outside', status: 422, title: 'No such place', fields }, (key) => key)
  expect(words).toBe('No such place · Outside the city')
})
