import { textAt } from '../../manifest/fields.ts'
import type { KubeObject } from '../../manifest/types.ts'
import type { ObjectIndex } from './object-index.ts'

/**
 * The resource types whose objects explain another's state, what they are called there, and where they are; found by owner references,
 * events by what they are about. Owners come before what they own (a Job of a CronJob, a ReplicaSet of a Deployment, then their pods),
 * and events last.
 */
export const childTypes = {
  Deployment: { group: 'apps', kind: 'Deployment', key: 'deployments' },
  StatefulSet: { group: 'apps', kind: 'StatefulSet', key: 'statefulSets' },
  DaemonSet: { group: 'apps', kind: 'DaemonSet', key: 'daemonSets' },
  ControllerRevision: { group: 'apps', kind: 'ControllerRevision', key: 'controllerRevisions' },
  Job: { group: 'batch', kind: 'Job', key: 'jobs' },
  ReplicaSet: { group: 'apps', kind: 'ReplicaSet', key: 'replicaSets' },
  Pod: { group: '', kind: 'Pod', key: 'pods' },
  Event: { group: '', kind: 'Event', key: 'events' },
} as const

export type ChildType = keyof typeof childTypes

/** Of what a Service selects. */
export const podType: ChildType = 'Pod'

/** The objects that an object owns, directly or through others, and the events about any of them. */
export type Children = { readonly [Type in ChildType as (typeof childTypes)[Type]['key']]: readonly KubeObject[] }

export const noChildren: Children = {
  deployments: [],
  statefulSets: [],
  daemonSets: [],
  pods: [],
  replicaSets: [],
  controllerRevisions: [],
  jobs: [],
  events: [],
}

/** All objects of a type in the namespace of the object in question. */
export type ObjectsOf = (type: ChildType) => ObjectIndex

/**
 * Everything of these types that the object owns, through as many owners as there are, and the events about any of it. What its
 * spec.targetRef names counts as its own.
 */
export function childrenOf(types: readonly ChildType[], object: KubeObject, all: ObjectsOf): Children {
  const family = new Set([String(object.metadata['uid'])])
  const found: Partial<Record<keyof Children, readonly KubeObject[]>> = {}
  for (const [type, { key }] of Object.entries(childTypes) as [ChildType, (typeof childTypes)[ChildType]][]) {
    if (!types.includes(type)) continue
    const owned = [...all(type).ownedBy(family), ...targetsOf(object, type, all)]
    for (const { metadata } of owned) family.add(String(metadata['uid']))
    found[key] = owned
  }
  return { ...noChildren, ...found }
}

function targetsOf(object: KubeObject, type: ChildType, all: ObjectsOf): KubeObject[] {
  if (textAt(object, 'spec', 'targetRef', 'kind') !== type) return []
  return [...all(type).values()].filter(({ metadata }) => metadata.name === textAt(object, 'spec', 'targetRef', 'name'))
}
