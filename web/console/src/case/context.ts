import type { Ref } from 'vue'
import type { FormContext } from '../parts/form'
import type { Case, Duplicate } from '../parts/types'

const evidenceOf = (shown: Case) =>
  shown.evidence.map((each) => `${each.kind.label} · ${each.amount.label}`).join(' / ')

/** What the pickers of a form know of a case. */
export function contextOf(shown: Case | null, duplicates: Ref<Duplicate[] | null>): Partial<FormContext> {
  return {
    regionCode: shown?.region_code ?? '',
    suggestions: shown?.suggestions ?? [],
    routing: shown?.routing ?? null,
    units: shown ? [...(shown.lead ? [shown.lead] : []), ...shown.joint] : [],
    attachments: shown?.attachments ?? [],
    duplicates: async () => duplicates.value ?? [],
    point: shown?.lng != null && shown.lat != null ? [shown.lng, shown.lat] : null,
    hints: shown ? { closing_condition_met: shown.closing_condition, evidence: evidenceOf(shown) } : {},
  }
}

/** What an action's form begins with: what the platform suggests, for a person to confirm or change. */
export function suggestedFor(shown: Case): Record<string, unknown> {
  return {
    item_code: shown.item?.key ?? shown.suggestions[0]?.code,
    lead: shown.routing?.lead?.id,
  }
}

/** The units a form would send the case to, by name, for the button: 派给城管局. */
export function unitNamed(shown: Case, number: unknown): string {
  const known = [shown.routing?.lead, ...(shown.routing?.joint ?? []), shown.lead, ...shown.joint]
  return known.find((each) => each?.id === number)?.name ?? ''
}
