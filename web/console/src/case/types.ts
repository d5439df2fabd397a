import type { components } from '@shared/api/schema'

export type Similar = components['schemas']['SimilarView']
