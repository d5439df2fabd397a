import type { components } from '@shared/api/schema'

export type Step = components['schemas']['StepView']
export type Similar = components['schemas']['SimilarView']
