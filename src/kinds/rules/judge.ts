import type { KubeObject } from '../../manifest/types.ts'
import type { Children } from './children.ts'
import type { Assessment, Kind } from './kind.ts'
import { readyWhen } from './ready-when.ts'
import { terminating } from './terminating.ts'

/**
 * Ready, on its way or failed: by the rules of its kind, its own annotations, and whether it is being deleted before its end. `now` by
 * the API server's clock.
 */
export function judge(kind: Kind, object: KubeObject, children: Children, now: number): Assessment {
  const ending = kind.explainsDeletion || kind.hasEnded?.(object) ? undefined : terminating(object)
  return ending ?? readyWhen(object, kind, kind.assess(object, children, now))
}
