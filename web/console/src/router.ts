import type { RouteRecordRaw } from 'vue-router'
import { routes as admin } from './admin/routes'
import { routes as cases } from './case/routes'
import { routes as map } from './map/routes'
import { routes as work } from './work/routes'

/** Every page of the console. Tests walk this table. */
export const routes: RouteRecordRaw[] = [...work, ...cases, ...map, ...admin]
