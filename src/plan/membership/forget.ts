import { annotationsOf, labelsOf } from '../../manifest/annotations.ts'
import { partOfLabel } from '../../manifest/membership.ts'
import type { Json, KubeObject } from '../../manifest/types.ts'
import { type FieldSet, fieldSetOf, isEmpty, minus, valueAtStep, writeFields } from '../ownership/field-set.ts'
import { isOwnApply, managedFieldsOf, restartFieldManager } from '../ownership/managers.ts'

/** Of annotations that kdeploy sets, and of those that say to it alone what to do with an object. */
const prefix = 'kdeploy.dev/'

/**
 * A JSON patch after which kdeploy has no part in an object: its label and annotations go, and so does the ownership of its
 * fields; what pods are made of stays. One request, guarded by the resourceVersion: removing fields, unlike setting them, may go
 * together with managedFields.
 */
export function forgettingPatch(live: KubeObject, manager: string): Json[] {
  const labels = partOfLabel in labelsOf(live) ? [partOfLabel] : []
  const annotations = Object.keys(annotationsOf(live)).filter((name) => name.startsWith(prefix))
  const managedFields = fieldsOfOthers(live, manager, { labels, annotations })
  return [
    { op: 'replace', path: '/metadata/resourceVersion', value: live.metadata['resourceVersion'] ?? null },
    ...(managedFields.length === 0 ? [] : [{ op: 'add', path: '/metadata/managedFields', value: managedFields }]),
    ...labels.map((name) => ({ op: 'remove', path: `/metadata/labels/${escaped(name)}` })),
    ...annotations.map((name) => ({ op: 'remove', path: `/metadata/annotations/${escaped(name)}` })),
  ]
}

/** Whether nothing is left for `forgettingPatch` to remove. */
export function isForgotten(live: KubeObject): boolean {
  return !(partOfLabel in labelsOf(live)) && !Object.keys(annotationsOf(live)).some((name) => name.startsWith(prefix))
}

interface Removed {
  readonly labels: readonly string[]
  readonly annotations: readonly string[]
}

/**
 * The managedFields without kdeploy's. Where nobody else has any, one field stays kdeploy's, with nothing below it: without an entry
 * the server would give all fields to `before-first-apply` at the next server-side apply, which would conflict with it.
 */
function fieldsOfOthers(live: KubeObject, manager: string, removed: Removed): Json[] {
  const entries = managedFieldsOf(live)
  const others = entries.filter((entry) => entry.manager !== manager && entry.manager !== restartFieldManager)
  if (others.some(({ fields }) => !isEmpty(minus(fields, pathsOf(removed))))) return others.map(({ raw }) => raw)
  const own = entries.find((entry) => isOwnApply(entry, manager))
  const held = own === undefined ? undefined : fieldHeld(live, own.fields)
  return held === undefined || own === undefined ? [] : [{ ...own.raw, fieldsV1: writeFields(held) }]
}

function pathsOf({ labels, annotations }: Removed): FieldSet {
  const below = (map: string, names: readonly string[]): [string, FieldSet] => [
    `f:${map}`,
    { self: false, children: new Map(names.map((name) => [`f:${name}`, fieldSetOf([])])) },
  ]
  const metadata = { self: false, children: new Map([below('labels', labels), below('annotations', annotations)]) }
  return { self: false, children: new Map([['f:metadata', metadata]]) }
}

/** A map that kdeploy applied, itself, which conflicts with nobody who sets what is in it; any other field where it applied none. */
function fieldHeld(live: KubeObject, { children }: FieldSet): FieldSet | undefined {
  const steps = [...children.keys()].filter((step) => step !== 'f:metadata')
  const isMap = (step: string) => {
    const value = valueAtStep(live, step)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  }
  const step = steps.find(isMap) ?? steps[0]
  return step === undefined ? undefined : fieldSetOf([step])
}

/** A name as a JSON pointer has it (RFC 6901). */
function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}
