import { kindOf } from '../../../src/kinds/kind-of.ts'
import type { Assessment } from '../../../src/kinds/rules/kind.ts'
import { refOf } from '../../../src/manifest/identity.ts'
import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { children, NOW, object } from './objects.ts'

/** An object, and what its kind says of it. */
export type Case = readonly [what: string, object: KubeObject, expected: Partial<Assessment>]

/** What its kind says of an object that has no children, by the events about it. */
export function assessed(one: KubeObject, ...events: readonly KubeObject[]): Assessment {
  return kindOf(refOf(one)).assess(one, children({ events }), NOW)
}

/** An object by its status and spec. */
export function made(apiVersion: string, kind: string, status: JsonObject = {}, spec: JsonObject = {}): KubeObject {
  return object(apiVersion, kind, { status, spec })
}

/** A status with one condition. */
export function conditions(type: string, status: string, reason = '', message = ''): JsonObject {
  return { conditions: [{ type, status, reason, message }] }
}
