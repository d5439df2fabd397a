/** `as-known`: nothing here is left for this worker to do, and the platform's own word for the state is shown. */
export type Phase = 'planned' | 'walking' | 'ended' | 'as-known'

/** What the actions offered, and those that wait in the queue, make of it. */
export function phaseOf(offered: string[], queued: string[]): Phase {
  if (queued.some((each) => each.startsWith('finish'))) return 'ended'
  if (queued.includes('start') || offered.some((each) => each.startsWith('finish'))) return 'walking'
  return offered.includes('start') ? 'planned' : 'as-known'
}
