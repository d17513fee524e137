import { describe, expect } from 'vitest'
import { startApiProxy } from '../../support/cluster/api-proxy.ts'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { contradictions, parseEvents } from '../../support/output/documented.ts'
import { createShop, shopFiles } from '../../support/projects/shop.ts'

const more = (other: string) => ({
  'templates/more.yaml': `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: outside, namespace: ${other}}
data: {a: "1"}
`,
})

interface Live {
  readonly kind: string
  readonly spec?: unknown
  readonly data?: unknown
  readonly metadata: {
    readonly name: string
    readonly uid: string
    readonly generation?: number
    readonly labels?: Readonly<Record<string, string>>
    readonly annotations?: Readonly<Record<string, string>>
    readonly managedFields?: readonly { readonly manager: string; readonly operation: string }[]
  }
}

/** All that runs in the namespace, and the one object outside, by kind and name. */
async function snapshot(cluster: Cluster, other: string): Promise<Map<string, Live>> {
  const kinds = 'deployments,replicasets,pods,configmaps,services'
  const { items } = await cluster.get<{ items: Live[] }>(kinds, '--show-managed-fields')
  const outside = await cluster.get<Live>('configmap/outside', '-n', other, '--show-managed-fields')
  return new Map([...items, outside].map((live) => [`${live.kind}/${live.metadata.name}`, live]))
}

const records = async (cluster: Cluster) =>
  (await cluster.kubectl(['get', 'secrets,leases', '-o', 'name'])).trim().split('\n').sort()
const annotation = 'kdeploy.dev/release'
const members = ['Deployment/web', 'ConfigMap/shop', 'Service/web', 'ConfigMap/outside']

describe('rename', () => {
  test('moves revisions and objects to another profile, touches no pod, and is finished by a rerun', async ({
    cluster,
  }) => {
    const { namespace } = cluster
    const other = await cluster.createNamespace()
    const shop = await createShop(cluster, { files: more(other) })
    await shop.kdeploy('apply')
    await shop.change({ greeting: 'good-evening', files: more(other) })
    await shop.kdeploy('apply')
    const before = await snapshot(cluster, other)
    const files = shopFiles({ namespace, greeting: 'good-evening', files: more(other) })
    const next = await cluster.createProject({
      files: { ...files, 'profiles/prod_new.yaml': files['profiles/prod_shop.yaml'] ?? '' },
    })
    const kdeploy = (...args: string[]) => cluster.kdeploy(args, { cwd: next.folder })
    const rename = ['rename', '-p', 'prod_shop', '--to-profile', 'prod_new']

    const unaware = await kdeploy('apply', '-p', 'prod_new')
    expect(unaware.stderr).toContain(
      `where shop/prod_shop/${namespace} is this release under its former name: kdeploy rename -p prod_shop --name shop`,
    )
    expect(unaware.exitCode).toBe(4)
    const proxy = await startApiProxy(cluster, ({ method, url }) =>
      method === 'PATCH' && url.includes('/services/web')
        ? { code: 403, reason: 'Forbidden', message: 'services are frozen' }
        : undefined,
    )
    const cutOff = await kdeploy(...rename, '--kubeconfig', proxy.kubeconfig)
    await proxy.close()
    expect(cutOff.stderr).toContain(
      `rename: shop/prod_shop/${namespace} -> shop/prod_new/${namespace}: 4 objects to move, 2 revisions\n`,
    )
    expect(cutOff.stderr).toContain(`1 object could not be moved to shop/prod_new/${namespace}`)
    expect(cutOff.stderr).toContain('services are frozen')
    expect(cutOff.exitCode).toBe(3)
    await next.write({ 'templates/more.yaml': '' })
    for (const profile of ['prod_shop', 'prod_new']) {
      for (const command of [['apply', '--yes'], ['delete', '--yes'], ['diff'], ['undo', '--yes']]) {
        const refused = await kdeploy(...command, '-p', profile)
        expect(refused.stderr, `${command[0]} ${profile}`).toContain(
          `to finish it: kdeploy rename -p prod_shop --name shop -n ${namespace} --to-profile prod_new`,
        )
        expect(refused.exitCode, refused.stderr).toBe(4)
      }
    }
    await next.write(files)
    const { exitCode, stdout, stderr } = await kdeploy(...rename, '-o', 'json')

    expect(stderr).toContain(
      `done: renamed shop/prod_shop/${namespace} to shop/prod_new/${namespace}: 1 object moved, 2`,
    )
    expect(exitCode).toBe(0)
    const events = parseEvents(stdout)
    expect(events.flatMap(contradictions)).toEqual([])
    expect(events.at(-1)).toMatchObject({ type: 'result', command: 'rename', moved: 1, exitCode: 0 })
    const after = await snapshot(cluster, other)
    expect([...after.keys()].sort()).toEqual([...before.keys()].sort())
    for (const [key, live] of after) {
      const was = before.get(key)
      expect([live.metadata.uid, live.spec, live.data], key).toEqual([was?.metadata.uid, was?.spec, was?.data])
      // The API server counts a change of a Deployment's annotations as one of its generation.
      if (live.kind !== 'Deployment') expect(live.metadata.generation, key).toBe(was?.metadata.generation)
      if (!members.includes(key)) continue
      expect(live.metadata.annotations?.[annotation]).toBe(`shop/prod_new/${namespace}`)
      const own = live.metadata.managedFields?.filter(({ manager }) => manager === 'kdeploy')
      expect(own, key).toEqual([expect.objectContaining({ operation: 'Apply' })])
    }
    expect(await records(cluster)).toEqual([
      expect.stringMatching(/^secret\/kdeploy-shop-prod-new-\w{8}$/),
      expect.stringMatching(/^secret\/kdeploy-shop-prod-new-\w{8}-r1$/),
      expect.stringMatching(/^secret\/kdeploy-shop-prod-new-\w{8}-r2$/),
    ])
    expect((await kdeploy('diff', '-p', 'prod_new')).exitCode).toBe(0)
    expect((await kdeploy('status', '-p', 'prod_new')).exitCode).toBe(0)
    expect((await kdeploy('apply', '-p', 'prod_new')).stderr).toContain('nothing changed (4 unchanged)')
    const old = await kdeploy('apply', '-p', 'prod_shop')
    expect(old.stderr).toContain(`belongs to shop/prod_new/${namespace}`)
    expect(old.exitCode).toBe(4)
    const undone = await kdeploy('undo', '-p', 'prod_new')
    expect(undone.stderr).toContain('done: restored revision 1 as revision 3, 0 created, 1 changed, 3 unchanged')
    expect((await kdeploy('history', '-p', 'prod_new')).stdout).toMatch(/^1 +succeeded[\s\S]*^2 +succeeded[\s\S]*^3 /m)
    await next.write({ 'templates/more.yaml': '' })
    const pruned = await kdeploy('apply', '-p', 'prod_new', '--yes')
    expect(pruned.stderr).toMatch(/deleted +ConfigMap \S+\/outside/)
    const again = await kdeploy(...rename)
    expect(again.stderr).toContain(`shop/prod_new/${namespace} exists: it may have been renamed already`)
    expect(again.exitCode).toBe(2)
  })

  test('moves the records to another name and namespace, and refuses what would lose or merge anything', async ({
    cluster,
  }) => {
    const { namespace } = cluster
    const other = await cluster.createNamespace()
    const configMap = (name: string, where: string) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: ${where}}\ndata: {a: "1"}\n`
    const { folder, write } = await cluster.createProject({
      files: {
        'kdeploy.yaml': 'name: shop\n',
        'profiles/prod_shop.yaml': `namespace: ${namespace}\nconfirm: true\n`,
        'profiles/prod_other.yaml': `namespace: ${namespace}\ntemplates: [b.yaml]\n`,
        'profiles/prod_far.yaml': `namespace: ${other}\n`,
        'templates/a.yaml': configMap('a', namespace),
        'templates/b.yaml': configMap('b-{{ profile_name }}', namespace),
      },
    })
    const kdeploy = (...args: string[]) => cluster.kdeploy(args, { cwd: folder })
    await kdeploy('apply', '-p', 'prod_shop', '--yes')
    await kdeploy('apply', '-p', 'prod_other')
    const refusals: readonly [readonly string[], string, number][] = [
      [['prod_shop'], 'would keep its identity', 2],
      [['prod_shop', '--to-profile', 'new'], 'has no _ between env type and profile name', 2],
      [['prod_shop', '--to-name', 'A b'], '"A b" is not a valid name', 2],
      [['prod_shop', '--to-profile', 'prod_far'], `profile prod_far deploys to namespace ${other}`, 2],
      [['prod_shop', '--to-namespace', 'absent'], `profile prod_shop deploys to namespace ${namespace}`, 2],
      [['prod_shop', '-n', namespace, '--to-namespace', 'absent'], 'namespace absent, in which', 2],
      [['prod_shop', '--name', 'bazaar', '--to-name', 'shop'], 'bazaar/prod_shop', 2],
      [['prod_shop', '--to-profile', 'prod_new'], `the rename of shop/prod_shop/${namespace} to`, 2],
      [['prod_shop', '--to-profile', 'prod_other', '--yes'], `shop/prod_other/${namespace} exists already`, 4],
    ]
    for (const [args, message, code] of refusals) {
      const { stderr, exitCode } = await kdeploy('rename', '-p', ...args)
      expect(stderr, args.join(' ')).toContain(message)
      expect(exitCode, args.join(' ')).toBe(code)
      expect(stderr).not.toContain('rename not finished')
    }
    const preview = await kdeploy('rename', '-p', 'prod_shop', '--to-profile', 'prod_new', '--dry-run')
    expect(preview.stderr).toContain(`would be moved: ConfigMap ${namespace}/a, b-shop\n`)
    expect(preview.stderr).toContain('dry run: nothing was renamed')
    expect(preview.exitCode).toBe(0)
    const asDocumented = [
      { apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list', 'patch'] },
      {
        apiGroups: ['', 'coordination.k8s.io'],
        resources: ['secrets', 'leases'],
        verbs: ['get', 'list', 'create', 'update', 'delete'],
      },
    ]
    const limited = ['--kubeconfig', await cluster.kubeconfigFor(asDocumented)]
    const allowed = await kdeploy('rename', '-p', 'prod_other', '--to-profile', 'prod_more', ...limited)
    expect(allowed.stderr).toContain('1 object moved, 1 revision')
    expect(allowed.stderr).toContain('next: add the profile prod_more\n')
    expect(allowed.exitCode).toBe(0)
    await write({
      'kdeploy.yaml': 'name: bazaar\n',
      'profiles/prod_shop.yaml': `namespace: ${other}\n`,
      'templates/b.yaml': configMap('b-{{ profile_name }}', namespace).replace('"1"', '"2"'),
    })

    const { stderr, exitCode } = await kdeploy(
      ...['rename', '-p', 'prod_shop', '--name', 'shop', '-n', namespace],
      ...['--to-name', 'bazaar', '--to-namespace', other],
    )

    expect(stderr).toContain(`done: renamed shop/prod_shop/${namespace} to bazaar/prod_shop/${other}: 2 objects moved`)
    expect(exitCode).toBe(0)
    const changed = await kdeploy('apply', '-p', 'prod_shop')
    expect(changed.stderr).toContain('revision 2, 0 created, 1 changed, 1 unchanged')
    expect((await kdeploy('undo', '-p', 'prod_shop')).stderr).toContain('restored revision 1 as revision 3')
    await write({ 'templates/a.yaml': '' })
    const pruned = await kdeploy('apply', '-p', 'prod_shop', '--yes')
    expect(pruned.stderr).toMatch(new RegExp(`deleted +ConfigMap ${namespace}/a`))
    expect(pruned.exitCode).toBe(0)
  })
})
