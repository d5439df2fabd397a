/** Whether a report has been begun on this phone; a look into what `draft` keeps, without loading it. */
export function begun(): boolean {
  for (const storage of [localStorage, sessionStorage]) {
    try {
      const kept = JSON.parse(storage.getItem('wangge.draft') ?? '{}') as { text?: string }
      if (kept.text?.trim()) return true
    } catch {
      // Nothing readable is nothing begun.
    }
  }
  return false
}
