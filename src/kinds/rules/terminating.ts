import { fieldAt } from '../../manifest/fields.ts'
import type { KubeObject } from '../../manifest/types.ts'
import type { Assessment } from './kind.ts'
import { failed } from './outcome.ts'

/** An object that is being deleted takes every change, and goes: no rollout of it will hold. undefined for any other. */
export function terminating(object: KubeObject): Assessment | undefined {
  if (fieldAt(object, 'metadata', 'deletionTimestamp') === undefined) return undefined
  const finalizers = fieldAt(object, 'metadata', 'finalizers')
  const held =
    Array.isArray(finalizers) && finalizers.length > 0 ? `; held by finalizers: ${finalizers.join(', ')}` : ''
  return failed('is being deleted', [{ reason: 'Terminating', message: `someone deleted it${held}`, final: true }])
}
