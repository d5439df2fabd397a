import { randomInt } from 'node:crypto'
import { resident, Voice } from './voice.ts'

/** An identity number of the area that is assigned to nobody, with its check digit (GB 11643): another each time. */
export function nobodys(): string {
  const born = `19${randomInt(50, 90)}${String(randomInt(1, 13)).padStart(2, '0')}${String(randomInt(1, 29)).padStart(2, '0')}`
  const digits = `000000${born}${String(randomInt(1, 1000)).padStart(3, '0')}`
  const sum = [...digits].reduce((all, each, at) => all + Number(each) * (2 ** (17 - at) % 11), 0)
  return digits + '10X98765432'[sum % 11]
}

export interface Entered {
  number: number
  version: number
  name: string
  home: { number: number; address: string }
  groups: { key: string; fields: { key: string; shown: string }[] }[]
}

/** Somebody new in a home of the demo, with a phone. */
export async function entered(worker: Voice, home: number, identity_number: string): Promise<Entered> {
  return worker.post<Entered>('/registry/people', {
    dwelling: home,
    facts: {
      identity: { name: `演示搬${identity_number.slice(-4)}`, identity_number },
      residence: { kind: 'registered', relation: 'tenant' },
      contact: { phone: '14200001111' },
    },
  })
}

export interface Home {
  number: number
  version: number
  address: string
}

/** A home of the demo in a worker's grid, not the one other tests work on; `at` tells those that are used apart. */
export async function elsewhere(worker: Voice, at: number): Promise<Home> {
  const busy = (await resident()).home
  const { items } = await worker.get<{ items: Home[] }>('/registry/homes')
  return items.filter((each) => each.number !== busy && each.address.includes('演示路')).at(-1 - at)!
}
