import { shallowRef } from 'vue'

interface Question {
  words: string
  verb: string
  answer: (yes: boolean) => void
}

/** The question on the screen; `ConfirmSheet` shows it. */
export const question = shallowRef<Question | null>(null)

/** Ask before something that cannot be taken back. The button says what will be done. */
export function useConfirm(): (words: string, verb: string) => Promise<boolean> {
  return (words, verb) =>
    new Promise((answered) => {
      question.value?.answer(false)
      question.value = {
        words,
        verb,
        answer: (yes) => {
          question.value = null
          answered(yes)
        },
      }
    })
}
