import type { Children } from '../../../src/kinds/rules/children.ts'
import type { Assessment, Cause } from '../../../src/kinds/rules/kind.ts'
import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { ago, MADE } from '../../support/kinds/objects.ts'

/**
 * One object and the state that it is in: a row of the tables in this folder, one file per kind, each exporting
 * `states: readonly State[]`. The object is our own; the state is the one that the source's rules give it.
 */
export interface State {
  /** What is special about it; unique in its file. */
  readonly name: string
  /**
   * Whose rule it is: `kstatus`, `kubectl rollout status`, `kubectl wait`, `argocd health`, `helm ready`, `kubedog`, a project's own
   * documentation; `kdeploy: on purpose, docs/deploying/waiting.md (kstatus: Current)` where we differ.
   */
  readonly source: string
  readonly object: KubeObject
  /** What the object owns, and the events about it. Default: none. */
  readonly children?: Partial<Children>
  readonly state: Assessment['state']
  /** The whole message. */
  readonly message?: string
  /** What the first cause says, as far as given; `null`: there must be none. */
  readonly cause?: Partial<Cause> | null
}

interface Live {
  readonly metadata?: JsonObject
  readonly spec?: JsonObject
  readonly status?: JsonObject
}

/** An object `web` of generation 2, made a minute before the tests' clock (NOW), with just this spec and status. */
export function live(apiVersion: string, kind: string, { metadata = {}, spec, status }: Live = {}): KubeObject {
  return {
    apiVersion,
    kind,
    metadata: { name: 'web', namespace: 'shop', uid: 'uid-web', generation: 2, creationTimestamp: MADE, ...metadata },
    ...(spec === undefined ? {} : { spec }),
    ...(status === undefined ? {} : { status }),
  }
}

/** An entry of status.conditions: `condition('Ready', 'False', 'NotYet', 'waits for its pods')`. */
export function condition(type: string, status: string, reason = '', message = ''): JsonObject {
  return { type, status, reason, message }
}

/** Metadata that tells how many seconds ago an object's spec and its status were last written. */
export function writtenAgo(spec: number, status: number): JsonObject {
  return {
    managedFields: [
      { manager: 'kdeploy', operation: 'Apply', time: ago(spec), fieldsV1: { 'f:spec': {} } },
      {
        manager: 'controller',
        operation: 'Update',
        subresource: 'status',
        time: ago(status),
        fieldsV1: { 'f:status': {} },
      },
    ],
  }
}
