import { annotationOf } from '../manifest/annotations.ts'
import type { KubeObject } from '../manifest/types.ts'

/** On an object or a hook: why no undo goes back to before the revision that brought it, in words: `schema 42`. */
export const undoBarrierAnnotation = 'kdeploy.dev/undo-barrier'

/** What its annotation says, on one line; undefined where it has none. */
export function undoBarrierOf(object: KubeObject): string | undefined {
  const value = annotationOf(object, undoBarrierAnnotation)
  if (typeof value !== 'string') return undefined
  const text = value.trim().replace(/\s+/g, ' ')
  return text === '' ? undefined : text
}
