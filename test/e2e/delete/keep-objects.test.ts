import { describe, expect } from 'vitest'
import { startApiProxy } from '../../support/cluster/api-proxy.ts'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { createShop } from '../../support/projects/shop.ts'

/** What a project deploys besides the shop's Deployment and ConfigMap: other kinds, and one outside the namespace. */
const more = (other: string) => ({
  'templates/more.yaml': `apiVersion: v1
kind: Service
metadata: {name: web, annotations: {kdeploy.dev/wave: "2", mine: stays}}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data, annotations: {kdeploy.dev/wait: "false"}}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: web}
rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: outside, namespace: ${other}}
data: {a: "1"}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: adopted}
data: {ours: "1"}
`,
})
const kinds = 'deployments,replicasets,pods,configmaps,services,endpoints,persistentvolumeclaims,roles,secrets,leases'

interface Live {
  readonly kind: string
  readonly spec?: unknown
  readonly data?: unknown
  readonly rules?: unknown
  readonly metadata: {
    readonly name: string
    readonly uid: string
    readonly generation?: number
    readonly annotations?: Readonly<Record<string, string>>
    readonly managedFields?: readonly { readonly manager: string; readonly fieldsV1: unknown }[]
  }
}

/** Everything in the namespace and the one object outside, by kind and name. */
async function snapshot(cluster: Cluster, other: string): Promise<Map<string, Live>> {
  const { items } = await cluster.get<{ items: Live[] }>(kinds, '--show-managed-fields')
  const outside = await cluster.get<Live>('configmap/outside', '-n', other, '--show-managed-fields')
  return new Map([...items, outside].map((live) => [`${live.kind}/${live.metadata.name}`, live]))
}

/** Which object it is, and all that it is made of. */
const contentOf = ({ spec, data, rules, metadata: { uid } }: Live) => ({ spec, data, rules, uid })
const ofKdeploy = /^(Secret|Lease)\/kdeploy-/

describe('delete --keep-objects', () => {
  test('leaves every object as it is, without a trace of the release, whoever manages it next', async ({ cluster }) => {
    const other = await cluster.createNamespace()
    const shop = await createShop(cluster, { files: more(other) })
    await cluster.create('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: adopted}\ndata: {theirs: "1"}\n')
    await shop.kdeploy('apply', '--adopt', 'configmap/adopted')
    const before = await snapshot(cluster, other)

    const asked = await shop.kdeploy('delete', '--keep-objects')
    expect(asked.stderr).toContain('plan: 0 to delete, 7 to orphan, 0 kept\n')
    expect(asked.stderr).toContain('it would delete all revisions, and leave 7 objects no longer part of a release')
    expect(asked.exitCode).toBe(2)
    const proxy = await startApiProxy(cluster, ({ method, url }) =>
      method === 'PATCH' && url.includes('/services/web')
        ? { code: 403, reason: 'Forbidden', message: 'services are frozen' }
        : undefined,
    )
    const refused = await shop.kdeploy('delete', '--keep-objects', '--yes', '--kubeconfig', proxy.kubeconfig)
    await proxy.close()
    expect(refused.stderr).toContain('1 object could not be orphaned, so the revisions of shop/prod_shop')
    expect(refused.stderr).toMatch(/Service \S+\/web: .*services are frozen/)
    expect(refused.exitCode).toBe(3)
    expect((await shop.kdeploy('history')).stdout).toMatch(/^1 +succeeded/m)
    const forgotten = await shop.kdeploy('delete', '--keep-objects', '--yes', '-o', 'json')

    expect(forgotten.exitCode).toBe(0)
    expect(JSON.parse(forgotten.stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({ deleted: 0, orphaned: 1 })
    const after = await snapshot(cluster, other)
    expect([...after.keys()].sort()).toEqual([...before.keys()].filter((key) => !ofKdeploy.test(key)).sort())
    for (const [key, live] of after) {
      const was = before.get(key)
      expect(contentOf(live), key).toEqual(was === undefined ? undefined : contentOf(was))
      // The API server counts a change of a Deployment's annotations as one of its generation.
      if (live.kind !== 'Deployment') expect(live.metadata.generation, key).toBe(was?.metadata.generation)
      const { managedFields = [], ...described } = live.metadata
      // The Deployment's controller copies its annotations, and takes none out.
      if (live.kind !== 'ReplicaSet') expect(JSON.stringify(described), key).not.toMatch(/kdeploy|applyset/)
      const own = managedFields.filter(({ manager }) => manager === 'kdeploy')
      for (const { fieldsV1 } of own)
        expect(['{"f:data":{}}', '{"f:spec":{}}', '{"f:rules":{}}']).toContain(JSON.stringify(fieldsV1))
    }
    expect(after.get('Service/web')?.metadata.annotations).toEqual({ mine: 'stays' })
    expect(after.get('ConfigMap/adopted')?.data).toEqual({ ours: '1' })
    const next = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: shop}\ndata: {greeting: hi}\n'
    await cluster.kubectl(['apply', '--server-side', '-f', '-'], { input: next })
    await cluster.kubectl(['apply', '--server-side', '-f', '-'], { input: next.replace('greeting: hi', 'other: hi') })
    expect((await cluster.get<Live>('configmap/shop')).data).toEqual({ other: 'hi' })
    const again = await shop.kdeploy('delete', '--keep-objects', '--yes')
    expect(again.stderr).toContain('does not exist: nothing was deployed')
    expect(again.exitCode).toBe(2)
    await shop.change({ greeting: 'hello', files: more(other) })
    const adopted = await shop.kdeploy('apply', '--adopt')
    expect(adopted.stderr).toContain('revision 1, 0 created, 0 changed, 7 adopted')
    expect((await cluster.get<Live>('deployment/web')).metadata.uid).toBe(before.get('Deployment/web')?.metadata.uid)
    const pods = (all: Map<string, Live>) => [...all.keys()].filter((key) => key.startsWith('Pod/'))
    expect(pods(await snapshot(cluster, other))).toEqual(pods(before))
  })
})
