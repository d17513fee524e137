import { annotationOf, annotationsOf, labelsOf } from './annotations.ts'
import { withStringDataAsData } from './secret.ts'
import type { JsonObject, KubeObject } from './types.ts'

/** On every member of an ApplySet: the parent's ID (KEP-3659). */
export const partOfLabel = 'applyset.kubernetes.io/part-of'

/** On every member: the release, in words. */
export const releaseAnnotation = 'kdeploy.dev/release'

/** Whose member an object is or becomes. */
export interface Membership {
  /** The ApplySet's ID. */
  readonly applySet: string
  /** `name/PROFILE/namespace`. */
  readonly release: string
}

/**
 * The manifest as it is sent: a member of the release, a Secret's stringData as data (a key dropped from stringData would
 * stay). A Namespace never is a member, so that nothing ever prunes it.
 */
export function asMember(rendered: KubeObject, membership: Membership): KubeObject {
  const object = withStringDataAsData(rendered)
  if (object.kind === 'Namespace' && object.apiVersion === 'v1') return object
  return {
    ...object,
    metadata: {
      ...object.metadata,
      labels: { ...labelsOf(object), [partOfLabel]: membership.applySet },
      annotations: { ...annotationsOf(object), [releaseAnnotation]: membership.release },
    },
  }
}

/** In the metadata of a merge patch: makes a member nobody's. */
export const withoutMembership: JsonObject = {
  labels: { [partOfLabel]: null },
  annotations: { [releaseAnnotation]: null },
}

/** Whether the set that a live object says that it belongs to is a release of kdeploy, and not another tool's. */
export function isKdeploys(object: KubeObject): boolean {
  return typeof annotationOf(object, releaseAnnotation) === 'string'
}

/** The membership that a live object carries; undefined where no set claims it. */
export function membershipOf(object: KubeObject): Membership | undefined {
  const applySet = labelsOf(object)[partOfLabel]
  if (typeof applySet !== 'string') return undefined
  const release = annotationOf(object, releaseAnnotation)
  return { applySet, release: typeof release === 'string' ? release : 'another tool' }
}
