import { expect, test } from 'vitest'
import type { Cluster } from '../../../../src/cluster/api/cluster.ts'
import { refOf } from '../../../../src/manifest/identity.ts'
import type { JsonObject, KubeObject, Manifest } from '../../../../src/manifest/types.ts'
import { compare } from '../../../../src/workflow/planning/compare/compare.ts'
import type { CompareContext } from '../../../../src/workflow/planning/compare/context.ts'
import { deployment, entry } from '../../../support/plan/live.ts'

const { metadata, ...rest } = deployment({ replicas: 2 })
const desired: KubeObject = { ...rest, metadata: { name: metadata.name, namespace: metadata.namespace } }
const own = entry('kdeploy', 'Apply', { 'f:spec': { 'f:replicas': {} } })
const status = entry('kubelet', 'Update', { 'f:status': { 'f:phase': {} } }, { subresource: 'status' })
const edited = (manager: string) => entry(manager, 'Update', { 'f:metadata': { 'f:annotations': { 'f:note': {} } } })

interface Case {
  readonly entries?: readonly JsonObject[]
  readonly spec?: JsonObject
  readonly isForeign?: boolean
  readonly revertDrift?: boolean
  readonly checkAll?: boolean
  readonly from?: readonly string[]
}

/** Nothing is asked of it at once. */
const cluster = {} as Cluster

/** The comparison that needs no turn of the event loop. */
function comparedAtOnce({ entries = [own, status], spec = { replicas: 2 }, isForeign = false, ...options }: Case) {
  const { revertDrift = false, checkAll = false, from = [] } = options
  const manifest: Manifest = { template: 'a', object: desired, sensitive: [], placeOf: () => ({ file: 'a' }) }
  const ownership = {
    revertDrift,
    forceConflicts: false,
    forced: [],
    ignored: [],
    adopt: { any: false, named: [], from },
  }
  const policy = { writes: true, recreate: { named: [], any: false, mustBeRendered: false }, checkAll, ownership }
  const context = { policy, isForeign: () => isForeign, lastApplied: () => undefined }
  const item = { ref: refOf(desired), manifest, desired }
  const compared = compare(cluster, item, deployment(spec, entries), context as unknown as CompareContext)
  if (!(compared instanceof Promise)) return compared
  compared.catch(() => {})
  return undefined
}

test('an object that is proven to need nothing and is nobody else’s is compared with itself', () => {
  const compared = comparedAtOnce({})
  expect(compared?.live).toBe(compared?.merged)
  expect(compared).toMatchObject({ notices: [], takesOver: false, recreates: false, rewrite: undefined })
})

test.each<[string, Case]>([
  ['whose value is another', { spec: { replicas: 3 } }],
  ['of which a person edited something', { entries: [own, edited('kubectl-edit')] }],
  ['of which another tool has a field', { entries: [own, edited('terraform')] }],
  ['whose other manager is to be adopted from', { entries: [own, edited('keda')], from: ['keda'] }],
  ['that is not the release’s', { isForeign: true }],
  ['whose drift is to be reverted', { revertDrift: true }],
  ['about which the server is asked in any case', { checkAll: true }],
])('an object %s is compared further', (_, one) => {
  expect(comparedAtOnce(one)).toBeUndefined()
})

test('what controllers add is theirs', () => {
  expect(comparedAtOnce({ entries: [own, edited('keda')] })).toBeDefined()
})
