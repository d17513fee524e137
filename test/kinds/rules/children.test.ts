import { describe, expect, it } from 'vitest'
import { type ChildType, childrenOf, noChildren } from '../../../src/kinds/rules/children.ts'
import { ObjectIndex } from '../../../src/kinds/rules/object-index.ts'
import { event, object, pod } from '../../support/kinds/objects.ts'

const web = object('apps/v1', 'Deployment')
const replicaSet = object('apps/v1', 'ReplicaSet', { name: 'web-2', owner: 'web' })
const webPod = pod({ running: {} }, { name: 'web-2-a', owner: 'web-2' })
const strange = pod({ running: {} }, { name: 'other', owner: 'nobody' })
const [aboutWeb, aboutPod, aboutStrange] = [web, webPod, strange].map((about) => {
  const told = event(about, 'Failed', 'told')
  return { ...told, metadata: { ...told.metadata, uid: `uid-${told.metadata.name}` } }
})

const served: Partial<Record<ChildType, ObjectIndex>> = {
  ReplicaSet: new ObjectIndex([replicaSet]),
  Pod: new ObjectIndex([webPod, strange]),
  Event: new ObjectIndex([aboutWeb, aboutPod, aboutStrange].filter((one) => one !== undefined)),
}
const all = (type: ChildType) => served[type] ?? new ObjectIndex()

describe('the children of an object', () => {
  it('are what it owns, also through another, and the events about any of them', () => {
    // In whatever order the kind names them: an owner is looked up before what it owns.
    expect(childrenOf(['Event', 'Pod', 'ReplicaSet'], web, all)).toEqual({
      ...noChildren,
      replicaSets: [replicaSet],
      pods: [webPod],
      events: [aboutWeb, aboutPod],
    })
  })

  it('are none of a type that the kind does not ask for, nor what only that type leads to', () => {
    expect(childrenOf(['Pod', 'Event'], web, all)).toMatchObject({ replicaSets: [], pods: [], events: [aboutWeb] })
  })

  it('are also what its spec.targetRef names', () => {
    const target = { ...web, metadata: { name: 'web', uid: 'target' } }
    const canary = {
      apiVersion: 'flagger.app/v1beta1',
      kind: 'Canary',
      metadata: { name: 'canary', uid: 'canary' },
      spec: { targetRef: { kind: 'Deployment', name: 'web' } },
    }
    const deployments = new ObjectIndex([target, { ...web, metadata: { name: 'other', uid: 'other' } }])
    const found = childrenOf(['Deployment', 'StatefulSet'], canary, (type) =>
      type === 'Deployment' || type === 'StatefulSet' ? deployments : all(type),
    )
    expect(found).toMatchObject({ deployments: [target], statefulSets: [] })
  })

  it('are asked for by type only where the kind wants it', () => {
    const asked: ChildType[] = []
    childrenOf(['Event'], web, (type) => {
      asked.push(type)
      return all(type)
    })
    expect(asked).toEqual(['Event'])
  })
})
