import { describe, expect, it } from 'vitest'
import { kindOf } from '../../../src/kinds/kind-of.ts'
import { noChildren } from '../../../src/kinds/rules/children.ts'
import { judge } from '../../../src/kinds/rules/judge.ts'
import { refOf } from '../../../src/manifest/identity.ts'
import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { NOW, object } from '../../support/kinds/objects.ts'

function judged(subject: KubeObject) {
  return judge(kindOf(refOf(subject)), subject, noChildren, NOW)
}

function leaving(subject: KubeObject, metadata: JsonObject = {}): KubeObject {
  return { ...subject, metadata: { ...subject.metadata, deletionTimestamp: '2026-11-21T12:00:30Z', ...metadata } }
}

describe('an object that is being deleted', () => {
  it('has failed, however ready it still says it is', () => {
    const claim = object('v1', 'PersistentVolumeClaim', { status: { phase: 'Bound' } })
    expect(judged(claim).state).toBe('ready')
    expect(judged(leaving(claim, { finalizers: ['example.com/a', 'example.com/b'] }))).toMatchObject({
      state: 'failed',
      causes: [{ message: 'someone deleted it; held by finalizers: example.com/a, example.com/b', final: true }],
    })
  })

  it('is judged by its end where it came to one before', () => {
    const job = object('batch/v1', 'Job', { status: { conditions: [{ type: 'Complete', status: 'True' }] } })
    expect(judged(leaving(job))).toMatchObject({ state: 'ready', message: 'completed' })
    expect(judged(leaving(object('batch/v1', 'Job'))).state).toBe('failed')
  })

  it('says itself what holds it, where its kind can', () => {
    const message = 'some content is held'
    const status = {
      phase: 'Terminating',
      conditions: [{ type: 'NamespaceFinalizersRemaining', status: 'True', reason: 'SomeFinalizersRemain', message }],
    }
    expect(judged(leaving(object('v1', 'Namespace', { status })))).toMatchObject({
      state: 'failed',
      causes: [{ reason: 'SomeFinalizersRemain', message }],
    })
  })
})

it('the rules of its annotations stand over its kind’s assessment', () => {
  const annotations = { 'kdeploy.dev/fail-when': '{.status.phase}=Bound' }
  const claim = object('v1', 'PersistentVolumeClaim', { status: { phase: 'Bound' }, annotations })
  expect(judged(claim)).toMatchObject({ state: 'failed', causes: [{ reason: 'FailWhen' }] })
})
