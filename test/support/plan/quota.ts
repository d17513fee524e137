import type { JsonObject, KubeObject, ObjectRef } from '../../../src/manifest/types.ts'

/** A container's requests. */
export const requests = (cpu: string, memory: string): JsonObject => ({ resources: { requests: { cpu, memory } } })

/** A Deployment by its replicas and the spec of its pods. */
export const deployment = (replicas: number | null, podSpec: JsonObject): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: { replicas, template: { spec: podSpec } },
})

/** The ResourceQuota `team`. */
export const quota = (hard: JsonObject, used: JsonObject, more: JsonObject = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ResourceQuota',
  metadata: { name: 'team' },
  spec: { hard, ...more },
  status: { hard, used },
})

/** A ConfigMap of the namespace `a`. */
export const configMapRef = (name: string): ObjectRef => ({
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  namespace: 'a',
  name,
})
