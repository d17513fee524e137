import { describe, expect, it } from 'vitest'
import type { Json, KubeObject } from '../../../src/manifest/types.ts'
import { imagesIn, imagesOf } from '../../../src/plan/images/images-of.ts'

function object(apiVersion: string, kind: string, fields: { [key: string]: Json }): KubeObject {
  return { apiVersion, kind, metadata: { name: 'web' }, ...fields }
}

const pod = { containers: [{ name: 'app', image: 'app:1' }] }

describe('imagesIn', () => {
  it.each<[string, string, { [key: string]: Json }]>([
    ['v1', 'Pod', { spec: pod }],
    ['v1', 'PodTemplate', { template: { spec: pod } }],
    ['v1', 'ReplicationController', { spec: { template: { spec: pod } } }],
    ['apps/v1', 'Deployment', { spec: { template: { spec: pod } } }],
    ['apps/v1', 'StatefulSet', { spec: { template: { spec: pod } } }],
    ['apps/v1', 'DaemonSet', { spec: { template: { spec: pod } } }],
    ['apps/v1', 'ReplicaSet', { spec: { template: { spec: pod } } }],
    ['batch/v1', 'Job', { spec: { template: { spec: pod } } }],
    ['batch/v1', 'CronJob', { spec: { jobTemplate: { spec: { template: { spec: pod } } } } }],
    ['argoproj.io/v1alpha1', 'Rollout', { spec: { template: { spec: pod } } }],
    ['serving.knative.dev/v1', 'Service', { spec: { template: { spec: pod } } }],
    ['keda.sh/v1alpha1', 'ScaledJob', { spec: { jobTargetRef: { template: { spec: pod } } } }],
    ['batch.volcano.sh/v1alpha1', 'Job', { spec: { tasks: [{ template: { spec: pod } }] } }],
    [
      'jobset.x-k8s.io/v1alpha2',
      'JobSet',
      { spec: { replicatedJobs: [{ template: { spec: { template: { spec: pod } } } }] } },
    ],
    ['tekton.dev/v1', 'Task', { spec: { steps: [{ name: 'app', image: 'app:1' }] } }],
    [
      'argoproj.io/v1alpha1',
      'CronWorkflow',
      { spec: { workflowSpec: { templates: [{ name: 'main', container: { name: 'app', image: 'app:1' } }] } } },
    ],
  ])('finds the image in %s %s', (apiVersion, kind, fields) => {
    expect(imagesIn(object(apiVersion, kind, fields))).toEqual([{ container: 'app', image: 'app:1' }])
  })

  it('finds init and ephemeral containers, and image volumes, each by its name', () => {
    const spec = {
      initContainers: [{ name: 'migrate', image: 'app:1' }],
      containers: [
        { name: 'app', image: 'app:1' },
        { name: 'proxy', image: 'proxy:2' },
      ],
      ephemeralContainers: [{ name: 'debug', image: 'busybox' }],
      volumes: [
        { name: 'model', image: { reference: 'models/small:7' } },
        { name: 'tmp', emptyDir: {} },
      ],
    }
    const found = imagesIn(object('v1', 'Pod', { spec }))
    expect(found.map(({ container, image }) => `${container}=${image}`)).toEqual([
      'migrate=app:1',
      'app=app:1',
      'proxy=proxy:2',
      'debug=busybox',
      'model=models/small:7',
    ])
    expect(imagesOf([object('v1', 'Pod', { spec }), object('v1', 'Pod', { spec: pod })])).toEqual([
      'app:1',
      'busybox',
      'models/small:7',
      'proxy:2',
    ])
  })

  it('finds what a custom kind names in a field of its own', () => {
    const cluster = object('postgresql.cnpg.io/v1', 'Cluster', { spec: { imageName: 'ghcr.io/cnpg/postgresql:17' } })
    expect(imagesIn(cluster)).toEqual([{ container: '', image: 'ghcr.io/cnpg/postgresql:17' }])
  })

  it.each<[string, string, { [key: string]: Json }]>([
    ['v1', 'ConfigMap', { data: { containers: 'image: app:1' } }],
    ['v1', 'Service', { spec: { containers: [{ name: 'app', image: 'app:1' }] } }],
    ['apiextensions.k8s.io/v1', 'CustomResourceDefinition', { spec: { versions: [{ schema: pod }] } }],
    ['argoproj.io/v1alpha1', 'Rollout', { spec: { workloadRef: { kind: 'Deployment', name: 'web' } } }],
    ['apps/v1', 'Deployment', { spec: { template: { spec: { containers: 'none' } } } }],
    ['apps/v1', 'Deployment', { spec: { template: { spec: { containers: [{ name: 'app' }, null, 7] } } } }],
  ])('finds none in %s %s without a pod', (apiVersion, kind, fields) => {
    expect(imagesIn(object(apiVersion, kind, fields))).toEqual([])
  })
})
