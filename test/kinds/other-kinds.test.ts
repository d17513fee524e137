import { describe, expect, test } from 'vitest'
import { kindOf } from '../../src/kinds/kind-of.ts'
import type { Assessment } from '../../src/kinds/rules/kind.ts'
import type { JsonObject, KubeObject } from '../../src/manifest/types.ts'
import { children, event, NOW, object } from '../support/kinds/objects.ts'

/** Kinds that tell all themselves: the object's spec and status, and what follows from them. */
const table: readonly [what: string, object: KubeObject, expected: Partial<Assessment>][] = [
  ['a Service of the cluster is ready', made('v1', 'Service', {}, { type: 'ClusterIP' }), { state: 'ready' }],
  [
    'a LoadBalancer without an address is progressing',
    made('v1', 'Service', {}, { type: 'LoadBalancer' }),
    { state: 'progressing', message: "waiting for its load balancer's address" },
  ],
  [
    'a LoadBalancer with an address is ready',
    made('v1', 'Service', { loadBalancer: { ingress: [{ hostname: 'lb.example' }] } }, { type: 'LoadBalancer' }),
    { state: 'ready', message: 'reachable at lb.example' },
  ],
  [
    'an Ingress without an address is ready',
    made('networking.k8s.io/v1', 'Ingress'),
    { state: 'ready', message: 'accepted' },
  ],
  ['an HPA that nobody has looked at is ready', made('autoscaling/v2', 'HorizontalPodAutoscaler'), { state: 'ready' }],
  [
    'an HPA without metrics is ready',
    made('autoscaling/v2', 'HorizontalPodAutoscaler', conditions('ScalingActive', 'False', 'FailedGetResourceMetric')),
    { state: 'ready' },
  ],
  [
    'an HPA without a target is progressing',
    made('autoscaling/v2', 'HorizontalPodAutoscaler', conditions('AbleToScale', 'False', 'FailedGetScale')),
    { state: 'progressing' },
  ],
  ['a PodDisruptionBudget that was seen is ready', made('policy/v1', 'PodDisruptionBudget'), { state: 'ready' }],
  [
    'a PodDisruptionBudget that was not seen is progressing',
    made('policy/v1', 'PodDisruptionBudget', { observedGeneration: 1 }),
    { state: 'progressing' },
  ],
  [
    'an established CRD is ready',
    made('apiextensions.k8s.io/v1', 'CustomResourceDefinition', conditions('Established', 'True')),
    { state: 'ready' },
  ],
  ['a new CRD is progressing', made('apiextensions.k8s.io/v1', 'CustomResourceDefinition'), { state: 'progressing' }],
  [
    'a CRD whose names are taken is failed',
    made(
      'apiextensions.k8s.io/v1',
      'CustomResourceDefinition',
      conditions('NamesAccepted', 'False', 'ListKindConflict'),
    ),
    { state: 'failed' },
  ],
  [
    'an available APIService is ready',
    made('apiregistration.k8s.io/v1', 'APIService', conditions('Available', 'True')),
    { state: 'ready' },
  ],
  [
    'an APIService whose server is away is progressing',
    made('apiregistration.k8s.io/v1', 'APIService', conditions('Available', 'False', 'MissingEndpoints')),
    { state: 'progressing' },
  ],
  ['an active Namespace is ready', made('v1', 'Namespace', { phase: 'Active' }), { state: 'ready' }],
  [
    'a Namespace that is being deleted is failed',
    made('v1', 'Namespace', { phase: 'Terminating' }),
    { state: 'failed' },
  ],
  [
    'a CronJob is ready',
    made('batch/v1', 'CronJob', {}, { schedule: '5 * * * *' }),
    { state: 'ready', message: 'runs at "5 * * * *"' },
  ],
  [
    'a bound PersistentVolumeClaim is ready',
    made('v1', 'PersistentVolumeClaim', { phase: 'Bound' }),
    { state: 'ready' },
  ],
  [
    'a PersistentVolumeClaim that lost its volume is failed',
    made('v1', 'PersistentVolumeClaim', { phase: 'Lost' }),
    { state: 'failed' },
  ],
  ['a ConfigMap is ready', made('v1', 'ConfigMap'), { state: 'ready', message: 'accepted' }],
  [
    'a custom resource that is Ready is ready',
    made('example.com/v1', 'Database', conditions('Ready', 'True')),
    { state: 'ready', message: 'ready' },
  ],
  [
    "a custom resource that isn't Ready is progressing",
    made('example.com/v1', 'Database', conditions('Ready', 'False', 'Creating', 'creating the instance')),
    { state: 'progressing', message: 'creating the instance' },
  ],
  [
    'a custom resource that is Stalled is failed',
    made('example.com/v1', 'Database', conditions('Stalled', 'True', 'BadSpec', 'no such size')),
    { state: 'failed', message: 'no such size' },
  ],
  [
    'a custom resource that is Reconciling is progressing',
    made('example.com/v1', 'Database', conditions('Reconciling', 'True')),
    { state: 'progressing' },
  ],
  [
    "a custom resource whose controller hasn't seen it is progressing",
    made('example.com/v1', 'Database', { observedGeneration: 1, ...conditions('Ready', 'True') }),
    { state: 'progressing' },
  ],
]

function made(apiVersion: string, kind: string, status: JsonObject = {}, spec: JsonObject = {}): KubeObject {
  return object(apiVersion, kind, { status, spec })
}

function conditions(type: string, status: string, reason = '', message = ''): JsonObject {
  return { conditions: [{ type, status, reason, message }] }
}

function groupOf({ apiVersion }: KubeObject): string {
  return apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : ''
}

test.each(table)('%s', (_what, subject, expected) => {
  expect(kindOf({ group: groupOf(subject), kind: subject.kind }).assess(subject, children(), NOW)).toMatchObject(
    expected,
  )
})

describe('a pending PersistentVolumeClaim', () => {
  const claim = made('v1', 'PersistentVolumeClaim', { phase: 'Pending' })
  const assess = (reason: string, message: string) =>
    kindOf({ group: '', kind: 'PersistentVolumeClaim' }).assess(
      claim,
      children({ events: [event(claim, reason, message)] }),
      NOW,
    )

  test('that waits for its first pod is ready', () => {
    expect(assess('WaitForFirstConsumer', 'waiting for first consumer to be created before binding').state).toBe(
      'ready',
    )
  })

  test('whose storage class is missing is failed', () => {
    expect(assess('ProvisioningFailed', 'storageclass.storage.k8s.io "fast" not found').state).toBe('failed')
  })

  test('that no volume fits keeps waiting, as one may have been made since that event', () => {
    const message = 'no persistent volumes available for this claim and no storage class is set'

    expect(assess('FailedBinding', message)).toMatchObject({
      state: 'progressing',
      causes: [{ reason: 'FailedBinding', message, final: false }],
    })
  })

  test('whose provisioner has trouble keeps waiting', () => {
    expect(assess('ProvisioningFailed', 'rpc error: code = DeadlineExceeded')).toMatchObject({
      state: 'progressing',
      causes: [{ reason: 'ProvisioningFailed' }],
    })
  })
})
