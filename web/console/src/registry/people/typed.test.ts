import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, it } from 'vitest'
import { nextTick } from 'vue'
import { useSession } from '../../session/store'
import { useTyped } from './typed'

const TYPED = {
  person: 3,
  home: 7,
  facts: { contact: { phone: '14200002222' }, living: { lives: 'alone' } },
  source: 'door',
}
beforeEach(() => setActivePinia(createPinia()))

it('keeps what was typed until it is written or put away, group by group', () => {
  const typed = useTyped()
  typed.keep(TYPED)
  typed.written('contact')
  expect(typed.last?.facts).toEqual({ living: { lives: 'alone' } })
  typed.forget()
  typed.written('living')
  expect(typed.last).toBeNull()
})

it('is gone with the posting', async () => {
  const [typed, session] = [useTyped(), useSession()]
  typed.keep(TYPED)
  session.generation += 1
  await nextTick()
  expect(typed.last).toBeNull()
})
