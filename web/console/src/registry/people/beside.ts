import type { PersonView } from '../types'

/** One value of two entries beside each other, and what the entry that stays will say; "" for nothing. */
export interface Beside {
  key: string
  label: string
  kept: string
  gone: string
  after: string
  differs: boolean
}

/** How somebody belongs to a home says nothing about the other entry's home: the one that stays keeps its own. */
const OWN = 'residence'

/**
 * Two entries, field by field, as the platform will make them one: what only one of them says stands; where both say
 * something, the group that was said later, and of two said at one moment the one of the entry that stays.
 */
export function beside(kept: PersonView, gone: PersonView): Beside[] {
  const only = gone.groups.filter((each) => !kept.groups.some((mine) => mine.key === each.key))
  return [...kept.groups, ...only].flatMap(({ key, fields }) => {
    const mine = kept.groups.find((each) => each.key === key)
    const theirs = gone.groups.find((each) => each.key === key)
    const later = Boolean(theirs?.at && mine?.at && theirs.at > mine.at)
    return fields.map((field) => {
      const [own, other] = [mine, theirs].map(
        (group) => group?.fields.find((each) => each.key === field.key)?.shown ?? '',
      ) as [string, string]
      const first = later ? other || own : own || other
      return {
        key: `${key}.${field.key}`,
        label: field.label,
        kept: own,
        gone: other,
        after: key === OWN ? own : first,
        differs: Boolean(own && other && own !== other),
      }
    })
  })
}
