import type { KubeObject } from '../../manifest/types.ts'
import type { Family } from './family.ts'
import type { Children, ChildType, Kind } from './kind.ts'

/** Where the children are, and what they are called. */
export const childTypes: Readonly<Record<ChildType, { group: string; kind: string; key: keyof Children }>> = {
  Pod: { group: '', kind: 'Pod', key: 'pods' },
  ReplicaSet: { group: 'apps', kind: 'ReplicaSet', key: 'replicaSets' },
  ControllerRevision: { group: 'apps', kind: 'ControllerRevision', key: 'controllerRevisions' },
  Job: { group: 'batch', kind: 'Job', key: 'jobs' },
  Event: { group: '', kind: 'Event', key: 'events' },
}

export const noChildren: Children = { pods: [], replicaSets: [], controllerRevisions: [], jobs: [], events: [] }

/** All objects of a type in the namespace of the object in question. */
export type ObjectsOf = (type: ChildType) => Family

/** Everything that the object owns, through as many owners as there are, and the events about any of it. */
export function childrenOf(kind: Kind, object: KubeObject, all: ObjectsOf): Children {
  const family = new Set([String(object.metadata['uid'])])
  // Owners before what they own: a Job of a CronJob, a ReplicaSet of a Deployment, then their pods.
  const order: ChildType[] = ['ControllerRevision', 'Job', 'ReplicaSet', 'Pod']
  const found: Record<string, KubeObject[]> = {}
  for (const type of order) {
    if (!kind.children.includes(type)) continue
    const owned = all(type).ownedBy(family)
    for (const item of owned) family.add(String(item.metadata['uid']))
    found[childTypes[type].key] = owned
  }
  if (kind.children.includes('Event')) found['events'] = all('Event').ownedBy(family)
  return { ...noChildren, ...found }
}
