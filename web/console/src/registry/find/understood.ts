import words from './address-words.json'

/** What is looked for, as the platform takes it: a whole number, or the beginning of a name and words of an address. */
export interface Asked {
  number?: string
  name?: string
  address?: string
}
/** What somebody who typed says it is, where the guess is wrong. */
export type As = 'guess' | 'name' | 'address'

const PHONE = /^1\d{10}$/
const IDENTITY = /^\d{17}[\dX]$/
const SPACES = /[\s,\uFF0C\u3001;\uFF1B]+/u

/** Whether a word belongs to an address: it ends with what addresses end with, or has such a word at a figure. */
function ofAddress(word: string): boolean {
  if (/^[\d-]+$/.test(word)) return true
  return words.some(
    (each) => word.endsWith(each) || new RegExp(`${each}\\d|\\d(?:-\\d+)*${each}`, 'u').test(word),
  )
}

/** What a line somebody typed most likely means. Only what is whole is a number; a part of one finds nobody. */
export function understood(text: string, as: As = 'guess'): Asked {
  const dense = text.replace(/[\s-]/g, '').toUpperCase()
  if (as === 'guess' && (PHONE.test(dense) || IDENTITY.test(dense))) return { number: dense }
  const parts = text.split(SPACES).filter(Boolean)
  const place = parts.filter((each) => as === 'address' || (as === 'guess' && ofAddress(each)))
  const name = parts.filter((each) => !place.includes(each))
  return {
    ...(name.length ? { name: name.join(' ') } : {}),
    ...(place.length ? { address: place.join(' ') } : {}),
  }
}
