/** What the register may hold, with its forms: kept on the phone, for it says nothing of anybody. */
import { api, data } from '@shared/api/client'
import { locale } from '@shared/lib/i18n'
import { useKept } from '../store/kept'
import type { Definitions } from '../store/shapes'

export const definitionsName = () => `definitions ${locale.value}`
export const definitionsOf = () => data(api.GET('/api/v1/registry/definitions'))

export const useDefinitions = () => useKept<Definitions>(definitionsName, definitionsOf)
