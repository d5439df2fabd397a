import { api, data } from '@shared/api/client'
import { once } from '../parts/reference'

/** What the register may hold and every list that is chosen from. */
export const definitions = once(() => data(api.GET('/api/v1/registry/definitions')))
