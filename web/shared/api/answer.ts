import type { paths } from './schema'

/** What a route answers, as the committed OpenAPI document says: `Answer<'/api/v1/todo'>`. */
export type Answer<
  P extends keyof paths,
  M extends keyof paths[P] = 'get' & keyof paths[P],
> = paths[P][M] extends {
  responses: { 200: { content: { 'application/json': infer Body } } }
}
  ? Body
  : never
