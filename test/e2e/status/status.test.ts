import { describe, expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import { documentContradictions } from '../../support/output/documented.ts'
import { onlyStart } from '../../support/output/start-line.ts'
import { hookJob } from '../../support/projects/hooks.ts'
import { createShop } from '../../support/projects/shop.ts'

describe('status', () => {
  test('says that all is ready, and exits 0', async ({ cluster }) => {
    const shop = await createShop(cluster, { replicas: 2 })
    await shop.kdeploy('apply')

    const { exitCode, stdout, stderr } = await shop.kdeploy('status')

    expect(stdout).toMatch(/^shop\/prod_shop\/\S+: revision 1, succeeded, just now \(\S+\) by \S+\n/)
    expect(stdout).toMatch(/ready +Deployment \S+\/web +2\/2 +2 replicas ready\n2 of 2 objects ready\n$/)
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: onlyStart })
  })

  test('names the cause and the log of a workload that is broken, and exits 5', async ({ cluster }) => {
    const shop = await createShop(cluster, { stage: 'crash-loop' })
    await shop.kdeploy('apply')

    const { exitCode, stdout } = await shop.kdeploy('status')

    expect(stdout).toMatch(/failed +Deployment \S+\/web +0\/1 +its new pod can't become ready\n/)
    expect(stdout).toMatch(/pod web-[a-z0-9-]+, container app: CrashLoopBackOff: /)
    expect(stdout).toContain("| KeyError: 'API_KEY'")
    expect(exitCode).toBe(5)
  })

  test('says why the newest revision failed, and exits 5 although what runs is ready', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await shop.change({ files: { 'templates/migrate.yaml': hookJob({ pod: 'test.kdeploy.dev/stage: job-fails' }) } })
    expect((await shop.kdeploy('apply')).exitCode).toBe(5)

    const text = await shop.kdeploy('status')
    const json = await shop.kdeploy('status', '-o', 'json')

    expect(text.stdout).toMatch(/^\S+: revision 2, failed, .*\n {2}Job \S+\/migrate: .+\n/)
    expect(text.stdout).toMatch(
      /2 of 2 objects ready\nrevision 2 failed before it wrote anything, and what runs, revision 1, is ready; to settle it, deploy once more with the --set and --values of that run, if any: kdeploy apply -p prod_shop\n$/,
    )
    expect(text.exitCode).toBe(5)
    const document = JSON.parse(json.stdout)
    expect(documentContradictions(document, 'status -o json')).toEqual([])
    expect(document.revision).toMatchObject({ status: 'failed', reason: expect.stringContaining('migrate') })
    expect(json.exitCode).toBe(5)
  })

  test('says what settles a revision whose objects are ready by now, and it does', async ({ cluster }) => {
    const shop = await createShop(cluster, { readyAfter: '6s' })
    expect((await shop.kdeploy('apply', '--timeout', '1s')).exitCode).toBe(5)
    const early = await shop.kdeploy('status')
    await cluster.kubectl(['wait', '--for=condition=Available', 'deployment/web', '--timeout=60s'])

    const before = await shop.kdeploy('status')
    const command = /deploy once more[^:]*: kdeploy (.*)\n$/.exec(before.stdout)?.[1] ?? ''
    const settled = await cluster.kdeploy(command.split(' '), { cwd: shop.folder })
    const after = await shop.kdeploy('status')

    expect(early.stdout).not.toContain('once more')
    expect(settled.stderr).toContain('revision 1 is recorded as succeeded')
    expect(after.stdout).toMatch(/revision 1, succeeded, [^\n]*\n[\s\S]*2 of 2 objects ready\n$/)
    expect(after.exitCode).toBe(0)
  })

  test('says of an undo that failed what settles it', async ({ cluster }) => {
    const shop = await createShop(cluster, { readyAfter: '4s' })
    await shop.kdeploy('apply')
    await shop.change({ tag: '2' })
    await shop.kdeploy('apply')
    expect((await shop.kdeploy('undo', '--timeout', '1s')).exitCode).toBe(5)
    await cluster.kubectl(['rollout', 'status', 'deployment/web', '--timeout=60s'])

    const before = await shop.kdeploy('status')
    const settled = await shop.kdeploy('undo', '--to-revision', '1')

    expect(before.stdout).toMatch(/deploy once more: kdeploy undo --to-revision 1 -p prod_shop\n$/)
    expect(settled.exitCode).toBe(0)
    expect((await shop.kdeploy('status')).exitCode).toBe(0)
  })

  test('goes by what runs where the newest revision failed before it wrote anything', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    const migrate = (pod: string) => ({ 'templates/migrate.yaml': hookJob({ pod }) })
    const more = { 'templates/more.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: more}\n' }
    await shop.change({ tag: '9', files: { ...migrate('test.kdeploy.dev/stage: job-fails'), ...more } })
    expect((await shop.kdeploy('apply')).exitCode).toBe(5)

    const text = await shop.kdeploy('status', '--exit-code')
    const json = JSON.parse((await shop.kdeploy('status', '-o', 'json')).stdout)

    expect(text.stdout).toMatch(
      /\n {2}revision 2 wrote no object of the release: the cluster still runs revision 1, succeeded, /,
    )
    expect(text.stdout).toContain('\n2 of 2 objects ready\n')
    expect(text.stdout).not.toMatch(/drifted|missing/)
    expect(documentContradictions(json, 'status -o json')).toEqual([])
    expect(json).toMatchObject({ revision: { number: 2, untouched: true }, running: { number: 1 } })

    await shop.change({ files: { 'templates/migrate.yaml': '', 'templates/more.yaml': '' } })
    expect((await shop.kdeploy('apply')).exitCode).toBe(0)
    const settled = await shop.kdeploy('status', '--exit-code')
    expect(settled.stdout).toMatch(/^\S+: revision 3, succeeded, /)
    expect(settled.exitCode).toBe(0)
  })

  test('says that nothing runs where the first revision failed before it wrote anything', async ({ cluster }) => {
    const files = { 'templates/migrate.yaml': hookJob({ pod: 'test.kdeploy.dev/stage: job-fails' }) }
    const shop = await createShop(cluster, { files })
    await shop.kdeploy('apply')

    const { exitCode, stdout } = await shop.kdeploy('status')

    expect(stdout).toContain('  revision 1 wrote no object of the release, and neither did one before it\n')
    expect(stdout).toContain('\nrevision 1 failed, and nothing of it was written; to settle it, deploy once more')
    expect(exitCode).toBe(5)
  })

  test('tells which objects a revision did not write that failed midway, and finds no drift in them', async ({
    cluster,
  }) => {
    const config = (text: string, annotation: string) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: early${annotation}}\ndata: {text: ${text}}\n`
    const early = ', annotations: {kdeploy.dev/hook: before-apply}'
    const shop = await createShop(cluster, { files: { 'templates/early.yaml': config('a', '') } })
    await shop.kdeploy('apply')
    const migrate = hookJob({ pod: 'test.kdeploy.dev/stage: job-fails' })
    const files = { 'templates/early.yaml': config('b', early), 'templates/migrate.yaml': migrate }
    await shop.change({ tag: '9', files })
    expect((await shop.kdeploy('apply')).exitCode).toBe(5)

    const { exitCode, stdout } = await shop.kdeploy('status', '--exit-code')

    expect(stdout).toMatch(/ready +Deployment \S+\/web +1\/1 +1 replica ready; not written by revision 2\n/)
    expect(stdout).toMatch(/\n3 of 3 objects ready\nrevision 2 failed, and did not write 1 of its 3 objects; to settle/)
    expect(stdout).not.toContain('drifted')
    expect(exitCode).toBe(5)
  })

  test('says who deploys right now, and then that this run was killed', async ({ cluster }) => {
    const shop = await createShop(cluster, { stage: 'never-ready' })
    const running = cluster.startKdeploy(['apply', '-p', 'prod_shop'], { cwd: shop.folder })
    await cluster.waitFor('the wait', async () => /waiting/.test(running.output()))

    const during = await shop.kdeploy('status')
    running.child.kill('SIGKILL')
    await running.result
    const lease = (await cluster.kubectl(['get', 'leases', '-o', 'name'])).trim()
    await cluster.kubectl(['patch', lease, '--type=merge', '-p', '{"spec":{"leaseDurationSeconds":1}}'])
    await new Promise((resolve) => setTimeout(resolve, 2500))
    const killed = JSON.parse((await shop.kdeploy('status', '-o', 'json')).stdout)
    await cluster.kubectl(['delete', lease])
    const free = await shop.kdeploy('status')

    expect(during.stdout).toMatch(/^\S+: revision 1, pending, .*\n {2}being deployed by \S+ \(\w+\) since \S+Z\n/)
    expect(documentContradictions(killed, 'status -o json')).toEqual([])
    expect(killed).toMatchObject({ killed: true, lock: { isAlive: false } })
    expect(free.stdout).toMatch(/^\S+: revision 1, pending, .*\n {2}its run was killed or interrupted: nobody holds/)
    expect(free.exitCode).toBe(5)
  })

  test('names what is missing, and exits 5', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await cluster.kubectl(['delete', 'configmap', 'shop'])

    const { exitCode, stdout } = await shop.kdeploy('status', '-o', 'json')
    const document = JSON.parse(stdout)

    expect(documentContradictions(document, 'status -o json')).toEqual([])
    expect(document.objects).toMatchObject([
      { object: { kind: 'ConfigMap', name: 'shop' }, template: 'config.yaml', state: 'missing' },
      { object: { kind: 'Deployment', name: 'web' }, state: 'ready', counts: { updated: 1, ready: 1, total: 1 } },
    ])
    expect(exitCode).toBe(5)
  })

  test('names what somebody changed since, with --exit-code, and exits 1', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    const before = await shop.kdeploy('status', '--exit-code')
    await cluster.kubectl(['patch', 'configmap/shop', '--type=merge', '-p', '{"data":{"greeting":"psst"}}'])

    const text = await shop.kdeploy('status', '--exit-code')
    const json = await shop.kdeploy('status', '--exit-code', '-o', 'json')

    expect(before.exitCode).toBe(0)
    expect(text.stdout).toMatch(
      /ready +ConfigMap \S+\/shop.*\n +drifted: data\.greeting \(changed by kubectl-patch, at \S+\): "hello" -> "psst"\n/,
    )
    expect(text.stdout).toMatch(/2 of 2 objects ready, (?:1 with stale pods, )?1 drifted/)
    expect(text.exitCode).toBe(1)
    const document = JSON.parse(json.stdout)
    expect(documentContradictions(document, 'status -o json')).toEqual([])
    expect(document.objects[0]).toMatchObject({
      drift: [{ field: 'data.greeting', deployed: '"hello"', live: '"psst"', by: 'kubectl-patch' }],
    })
    expect((await shop.kdeploy('status')).exitCode).toBe(0)
  })

  test('tells what it may not read from what is missing', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    const kubeconfig = await cluster.kubeconfigFor([
      { apiGroups: [''], resources: ['secrets', 'configmaps'], verbs: ['get', 'list'] },
    ])

    const { exitCode, stdout } = await shop.kdeploy('status', '--kubeconfig', kubeconfig)

    expect(stdout).toMatch(/unknown +Deployment \S+\/web +read access is forbidden/)
    expect(exitCode).toBe(5)
  })

  test('lists what there is of a kind, and gets it where that is forbidden', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    const kubeconfig = await cluster.kubeconfigFor([
      { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list'] },
      { apiGroups: ['', 'apps'], resources: ['configmaps', 'deployments'], verbs: ['get'] },
    ])

    const listed = await shop.kdeploy('status', '-v')
    const gotten = await shop.kdeploy('status', '-v', '--kubeconfig', kubeconfig)

    expect(listed.stderr).toMatch(/GET \/api\/v1\/\S+\/configmaps\?\S*labelSelector=\S+: 200/)
    expect(listed.stderr).not.toMatch(/GET \S+\/(?:configmaps\/shop|deployments\/web)/)
    expect(gotten.stderr).toMatch(/GET \S+\/configmaps\/shop: 200/)
    expect(gotten.stdout).toMatch(/ready +Deployment \S+\/web +1\/1 .*\n2 of 2 objects ready\n$/)
    expect(gotten.exitCode).toBe(0)
  })

  test('tells with --exit-code what another release claimed since, and exits 1', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    const label = 'applyset.kubernetes.io/part-of=applyset-other-v1'
    await cluster.kubectl(['label', '--overwrite', 'configmap/shop', label])
    await cluster.kubectl(['annotate', '--overwrite', 'configmap/shop', 'kdeploy.dev/release=till/prod_shop/ns'])

    const { exitCode, stdout, stderr } = await shop.kdeploy('status', '--exit-code')

    expect(stdout).toMatch(/ready +ConfigMap \S+\/shop.*\n +drifted: belongs to till\/prod_shop\/ns\n/)
    expect(stdout).toMatch(/2 of 2 objects ready, (?:1 with stale pods, )?1 drifted/)
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: onlyStart })
  })

  test('names the label where somebody overwrote that alone', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await cluster.kubectl(['label', '--overwrite', 'configmap/shop', 'applyset.kubernetes.io/part-of=other'])

    const { exitCode, stderr } = await shop.kdeploy('apply', '--force-conflicts')

    expect(stderr).toMatch(/ConfigMap \S+\/shop belongs to the ApplySet of its label applyset\.kubernetes\.io\/part-of/)
    expect(stderr).toContain('where somebody set the label by mistake, remove it')
    expect(exitCode).toBe(4)
  })

  test('tells with --exit-code what is being deleted beside what drifted, and exits 5', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await cluster.kubectl(['annotate', 'deployment/web', 'kdeploy.dev/release-'])
    const finalizers = (list: string) => ['--type=merge', '-p', `{"metadata":{"finalizers":${list}}}`]
    await cluster.kubectl(['patch', 'configmap/shop', ...finalizers('["example.com/held"]')])
    await cluster.kubectl(['delete', 'configmap', 'shop', '--wait=false'])
    try {
      const { exitCode, stdout, stderr } = await shop.kdeploy('status', '--exit-code')

      expect(stdout).toMatch(/failed +ConfigMap \S+\/shop +is being deleted\n +Terminating: .*example\.com\/held/)
      expect(stdout).toMatch(/drifted: metadata\.annotations\S+ \(removed\): "\S+"\n/)
      expect({ exitCode, stderr }).toEqual({ exitCode: 5, stderr: onlyStart })
    } finally {
      await cluster.kubectl(['patch', 'configmap/shop', ...finalizers('null')])
    }
  })

  test('tells with --exit-code what is missing with its namespace or its kind, and exits 5', async ({ cluster }) => {
    const beside = await cluster.createNamespace()
    const definition = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `tills.${cluster.namespace}.example.com` },
      spec: {
        group: `${cluster.namespace}.example.com`,
        names: { kind: 'Till', plural: 'tills' },
        scope: 'Namespaced',
        versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
      },
    }
    await cluster.create([definition])
    await cluster.kubectl(['wait', '--for=condition=Established', `crd/${definition.metadata.name}`])
    const shop = await createShop(cluster, {
      files: {
        'templates/beside.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: beside, namespace: ${beside}}\n`,
        'templates/till.yaml': `apiVersion: ${cluster.namespace}.example.com/v1\nkind: Till\nmetadata: {name: till}\n`,
      },
    })
    expect((await shop.kdeploy('apply')).exitCode).toBe(0)
    await cluster.kubectl(['delete', `crd/${definition.metadata.name}`])
    await cluster.kubectl(['delete', 'namespace', beside])

    const { exitCode, stdout, stderr } = await shop.kdeploy('status', '--exit-code')

    expect(stdout).toMatch(/missing +ConfigMap \S+\/beside +does not exist\n/)
    expect(stdout).toMatch(/missing +Till \S+\/till +does not exist\n/)
    expect(stdout).toContain('2 of 4 objects ready\n')
    expect({ exitCode, stderr }).toEqual({ exitCode: 5, stderr: onlyStart })
  })

  test("says that the namespace isn't there, and exits 2", async ({ cluster }) => {
    const shop = await createShop(cluster)
    const gone = await cluster.createNamespace()
    expect((await shop.kdeploy('apply', '--namespace', gone)).exitCode).toBe(0)
    await cluster.kubectl(['delete', 'namespace', gone])

    for (const options of [[], ['--exit-code']]) {
      const { exitCode, stderr } = await shop.kdeploy('status', '--namespace', gone, ...options)

      expect(stderr).toContain(`the namespace ${gone} of shop/prod_shop/${gone} does not exist`)
      expect(stderr).toMatch(new RegExp(`kdeploy apply -p prod_shop .*-n ${gone} .*--create-namespace`))
      expect(exitCode).toBe(2)
    }
  })

  test('exits 2 where nothing was deployed', async ({ cluster }) => {
    const shop = await createShop(cluster)

    const { exitCode, stderr } = await shop.kdeploy('status')

    expect(stderr).toContain(`shop/prod_shop/${cluster.namespace} has no revision`)
    expect(exitCode).toBe(2)
  })
})
