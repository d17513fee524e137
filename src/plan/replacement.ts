import { annotationOf } from '../manifest/annotations.ts'
import type { KubeObject } from '../manifest/types.ts'

/** On a manifest: `allowed` has the live object deleted and recreated where a field must change that can't be changed. */
export const replaceAnnotation = 'kdeploy.dev/replace'

/** Whether its annotation allows to recreate it. */
export function allowsReplacement(object: KubeObject): boolean {
  return annotationOf(object, replaceAnnotation) === 'allowed'
}
