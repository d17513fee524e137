import { ApiError } from '../../../src/cluster/errors/api-error.ts'
import { explainApiError } from '../../../src/cluster/errors/explain.ts'
import type { KubeObject } from '../../../src/manifest/types.ts'

/** Answers as Kubernetes 1.36 gives them, and how they are told; e2e/cluster/refusals.test.ts provokes most of them. */

const web: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: { template: { spec: { containers: [{ name: 'sidecar' }, { name: 'app', env: [{ name: 'A' }] }] } } },
}

export const secret: KubeObject = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'db' },
  data: { password: Buffer.from('hunter2').toString('base64') },
  stringData: { pin: '12', token: 'swordfish' },
}

export function api(
  status: number,
  message: string,
  more: { reason?: string; causes?: ApiError['causes']; hint?: string } = {},
): ApiError {
  return new ApiError({ status, reason: more.reason ?? '', message, request: 'PATCH /x', ...more })
}

/** The error as it is told of an object; its place is the path of the field, in line 7. */
export function explain(error: ApiError, object = web) {
  return explainApiError(error, {
    what: `${object.kind} ${object.metadata.name}`,
    object,
    placeOf: (path) => ({ file: path.join('/'), line: 7 }),
  })
}
