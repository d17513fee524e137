import { asMap } from '../../json-map.ts'
import { annotationsOf, labelsOf } from '../../manifest/annotations.ts'
import { membershipOf } from '../../manifest/membership.ts'
import { holdsData, isSecret } from '../../manifest/secret.ts'
import type { KubeObject } from '../../manifest/types.ts'
import { isFormerOwner, isOwnApply, managedFieldsOf } from '../ownership/managers.ts'
import { at, type Field, itemsOf } from './field.ts'

/**
 * What references can ask of an object: the keys of a Secret or ConfigMap, the ports of a Service (names and numbers),
 * never a value. `any` where that isn't known, or doesn't matter.
 */
export type Offer = readonly (string | number)[] | 'any'

/** Filled by the controller of service account tokens. */
const tokenType = 'kubernetes.io/service-account-token'

/** OpenShift fills a ConfigMap that carries one of them. */
const filledMarks = ['service.beta.openshift.io/inject-cabundle', 'config.openshift.io/inject-trusted-cabundle']

const dataFields = ['data', 'stringData', 'binaryData']

/** What a rendered or live object offers. */
export function offerOf(object: KubeObject): Offer {
  if (holdsData(object)) return isFilledLater(object) ? 'any' : keysOf(object)
  if (object.kind !== 'Service' || object.apiVersion !== 'v1') return 'any'
  const spec = at({ value: object, path: [] }, 'spec')
  return at(spec, 'type').value === 'ExternalName' ? 'any' : itemsOf(at(spec, 'ports')).flatMap(portOf)
}

/**
 * What of a live object stays when `manager` applies a manifest that lacks it: the keys that others own too, or that
 * nobody does (kubernetes.io, "Server-Side Apply", field ownership).
 */
export function offerKeptByOthers(live: KubeObject, manager: string): Offer {
  if (!holdsData(live)) return []
  const { owned, shared } = ownersOf(live, manager)
  return keysOf(live).filter((key) => !owned.has(key) || shared.has(key))
}

/** One offer that has what both have. */
export function bothOffers(left: Offer, right: Offer): Offer {
  return left === 'any' || right === 'any' ? 'any' : [...left, ...right]
}

function isFilledLater(object: KubeObject): boolean {
  if (isSecret(object)) return object['type'] === tokenType
  const marks = { ...labelsOf(object), ...annotationsOf(object) }
  return filledMarks.some((mark) => marks[mark] !== undefined)
}

function keysOf(object: KubeObject): string[] {
  return [...new Set(dataFields.flatMap((field) => Object.keys(asMap(object[field]))))]
}

function portOf(port: Field): (string | number)[] {
  return [at(port, 'port').value, at(port, 'name').value].filter(
    (value) => typeof value === 'string' || typeof value === 'number',
  )
}

/** Keys that go with the manifest that has them no longer, and those that others keep. An adoption takes a former owner's. */
function ownersOf(live: KubeObject, manager: string): { owned: Set<string>; shared: Set<string> } {
  const owned = new Set<string>()
  const shared = new Set<string>()
  const isForeign = membershipOf(live) === undefined
  for (const entry of managedFieldsOf(live)) {
    const isTaken = isOwnApply(entry, manager) || (isForeign && isFormerOwner(entry, []))
    for (const field of dataFields) {
      for (const step of entry.fields.children.get(`f:${field}`)?.children.keys() ?? []) {
        if (step.startsWith('f:')) (isTaken ? owned : shared).add(step.slice(2))
      }
    }
  }
  return { owned, shared }
}
