import { describe, expect, test } from 'vitest'
import type { OutsideMember } from '../../../../src/history/records/revision.ts'
import type { StoredRevision, Trust } from '../../../../src/history/store.ts'
import { refOf } from '../../../../src/manifest/identity.ts'
import type { KubeObject } from '../../../../src/manifest/types.ts'
import type { Action, Change, Plan } from '../../../../src/plan/types.ts'
import { Ledger } from '../../../../src/workflow/run/ledger.ts'
import { outsideAfter } from '../../../../src/workflow/writing/prune/outside-members.ts'
import { candidateOf } from '../../../support/plan/candidate.ts'

const release = { name: 'shop', profile: 'prod_a', namespace: 'shop-ns' }

function object(namespace: string | undefined, name: string, uid: string, kind = 'Widget'): KubeObject {
  const metadata = { name, uid, ...(namespace === undefined ? {} : { namespace }) }
  return { apiVersion: kind === 'Namespace' ? 'v1' : 'example.com/v1', kind, metadata }
}

const member = (found: KubeObject): OutsideMember => ({ ref: refOf(found), uid: String(found.metadata['uid']) })

function change(action: Action, live: KubeObject | null, desired = live): Change {
  const found = desired ?? object('other', 'a', '0')
  return { ref: refOf(found), action, live, desired: found } as Change
}

function plan(changes: readonly Change[], more: Partial<Plan> = {}): Plan {
  const none = {
    hooks: [],
    candidates: [],
    notRestored: [],
    terminating: [],
    unlistable: [],
    members: 0,
    madeNamespace: undefined,
  }
  return { changes, ...none, ...more }
}

function recorded(outside: readonly OutsideMember[], trust: Trust = 'unchecked'): StoredRevision {
  const facts = { number: 1, status: 'succeeded', createdAt: '', by: '', command: '', kdeployVersion: '' } as const
  const secret = object('shop-ns', 'kdeploy-shop-r1', '0', 'Secret')
  return { revision: { ...facts, manifests: [], outside }, resourceVersion: '1', trust, secret }
}

const here = object('shop-ns', 'in', '1')
const there = object('other', 'a', '2')
const cluster = object(undefined, 'b', '3')

describe('a revision records of what is outside the namespace', () => {
  const recordedAfter = (
    changes: readonly Change[],
    {
      written = [],
      history = [],
      gone = [],
      hooks = [],
      isComplete = true,
      more = {},
    }: {
      written?: readonly KubeObject[]
      history?: readonly StoredRevision[]
      gone?: readonly KubeObject[]
      hooks?: readonly KubeObject[]
      isComplete?: boolean
      more?: Partial<Plan>
    } = {},
  ) => {
    const ledger = new Ledger()
    for (const one of written) ledger.recordWritten(refOf(one), 'change', one)
    for (const one of gone) ledger.record(refOf(one), 'deleted')
    for (const one of hooks) ledger.record(refOf(one), 'hook-running', { object: one })
    return outsideAfter(release, history, { plan: plan(changes, more), ledger, isComplete })
  }

  test('what was written, and what was found as it should be', () => {
    const changes = [change('unchanged', here), change('unchanged', there), change('create', null, cluster)]

    expect(recordedAfter(changes, { written: [cluster] })).toEqual([member(there), member(cluster)])
  })

  test('nothing of what was to be written and was not, nor of a Namespace', () => {
    const namespace = object(undefined, 'shop-ns', '4', 'Namespace')

    expect(recordedAfter([change('change', there), change('unchanged', namespace)])).toEqual([])
  })

  test('the Jobs of hooks', () => {
    const job = object('other', 'migrate', '5', 'Job')

    expect(recordedAfter([], { hooks: [job] })).toEqual([member(job)])
  })

  test('the new UID of what was made anew', () => {
    const anew = object('other', 'a', '9')

    expect(
      recordedAfter([change('recreate', there)], { written: [anew], history: [recorded([member(there)])] }),
    ).toEqual([member(anew)])
  })

  test('what earlier revisions wrote and still is there, but not what is gone', () => {
    const history = [recorded([member(there), member(cluster)])]
    const kept = candidateOf(there, { kind: 'keep', reason: 'a reason' })
    const deleted = candidateOf(cluster)

    expect(recordedAfter([], { history, gone: [cluster], more: { candidates: [kept, deleted] } })).toEqual([
      member(there),
    ])
    expect(recordedAfter([], { history })).toEqual([])
    expect(recordedAfter([], { history, isComplete: false })).toEqual([member(there), member(cluster)])
  })

  test('nothing that only a revision says which is not to be trusted', () => {
    const history = [recorded([member(there)], { untrusted: 'it is not signed' })]

    expect(recordedAfter([], { history, isComplete: false })).toEqual([])
  })
})
