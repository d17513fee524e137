import { readFileSync } from 'node:fs'
import { load } from 'js-yaml'
import { describe, expect, inject } from 'vitest'
import { ApiError } from '../../src/cluster/api-error.ts'
import type { Cluster as Api } from '../../src/cluster/cluster.ts'
import { fieldConflicts } from '../../src/cluster/conflicts.ts'
import { type ConnectOptions, connectCluster } from '../../src/cluster/connect.ts'
import { explainApiError } from '../../src/cluster/explain.ts'
import type { JsonObject, KubeObject, ObjectRef } from '../../src/manifest/types.ts'
import { startProxy } from '../cluster/local-server.ts'
import { type Cluster, test, waitFor } from '../support/cluster.ts'
import { startControlPlane } from '../support/control-plane.ts'

const own = { fieldManager: 'kdeploy', dryRun: false } as const
const dry = { fieldManager: 'kdeploy', dryRun: true } as const

/** A connection of our own to the test's cluster, closed when `run` ends. */
async function withApi<Result>(
  cluster: Pick<Cluster, 'kubeconfig'>,
  run: (api: Api) => Promise<Result>,
  options: Partial<ConnectOptions> = {},
): Promise<Result> {
  const api = await connectCluster({ kubeconfig: cluster.kubeconfig, environment: {}, cwd: '/', ...options })
  try {
    return await run(api)
  } finally {
    api.close()
  }
}

function configMap(namespace: string, data: JsonObject, name = 'settings'): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data }
}

function refOf(object: KubeObject): ObjectRef {
  const [version = '', group = ''] = object.apiVersion.split('/').reverse()
  return {
    group,
    version,
    kind: object.kind,
    namespace: String(object.metadata['namespace']),
    name: object.metadata.name,
  }
}

function deployment(namespace: string, container: JsonObject = {}): KubeObject {
  const labels = { app: 'web' }
  const containers = [{ name: 'app', image: 'registry.example/app:1', ...container }]
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace },
    spec: { replicas: 1, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } },
  }
}

async function refusal(promise: Promise<unknown>): Promise<ApiError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof ApiError) return error
  throw error ?? new Error('Nothing was refused')
}

describe('discovery', () => {
  test('finds kinds by group, by version and by what a person types', async ({ cluster }) => {
    await withApi(cluster, async (api) => {
      expect(await api.resourceOf({ group: 'apps', kind: 'Deployment' })).toMatchObject({
        version: 'v1',
        plural: 'deployments',
        namespaced: true,
      })
      expect(await api.resourceOf({ group: 'apps', version: 'v1beta1', kind: 'Deployment' })).toBeUndefined()
      for (const name of [
        'deploy',
        'deployment',
        'deployments',
        'Deployment',
        'deployments.apps',
        'deployments.v1.apps',
      ]) {
        expect(await api.resourceNamed(name)).toMatchObject({ kind: 'Deployment', group: 'apps' })
      }
      expect(await api.resourceNamed('cm')).toMatchObject({ kind: 'ConfigMap', group: '' })
      expect(await api.resourceNamed('nothings')).toBeUndefined()
    })
  })

  test('finds a new kind after it was told to look again', async ({ cluster }) => {
    const kind = `Gadget${cluster.namespace.replace('test-', '')}`
    const plural = `${kind.toLowerCase()}s`
    const group = 'test.example'
    const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } }
    await withApi(cluster, async (api) => {
      expect(await api.resourceOf({ group, kind })).toBeUndefined()
      await api.apply(
        {
          apiVersion: 'apiextensions.k8s.io/v1',
          kind: 'CustomResourceDefinition',
          metadata: { name: `${plural}.${group}` },
          spec: {
            group,
            scope: 'Namespaced',
            names: { kind, plural },
            versions: [{ name: 'v1', served: true, storage: true, schema }],
          },
        },
        own,
      )
      await waitFor('the new kind', async () => {
        api.refreshResources()
        return (await api.resourceOf({ group, kind })) !== undefined
      })
      const odd = {
        when: '2026-11-21T06:00:00.000000Z',
        nested: { empty: {}, none: [], big: 9007199254740991, text: '0o17' },
      }
      const gadget = {
        apiVersion: `${group}/v1`,
        kind,
        metadata: { name: 'one', namespace: cluster.namespace },
        spec: odd,
      }
      expect((await api.apply(gadget, own))['spec']).toEqual(odd)
      await api.delete({
        group: 'apiextensions.k8s.io',
        version: 'v1',
        kind: 'CustomResourceDefinition',
        namespace: undefined,
        name: `${plural}.${group}`,
      })
    })
  })
})

describe('objects', () => {
  test('are applied, read, and the same once more', async ({ cluster }) => {
    await withApi(cluster, async (api) => {
      const settings = configMap(cluster.namespace, { color: 'blue' })
      expect(await api.get(refOf(settings))).toBeNull()
      expect((await api.apply(settings, dry)).metadata['resourceVersion']).toBeUndefined()
      expect(await api.get(refOf(settings))).toBeNull()
      const first = await api.apply(settings, own)
      const second = await api.apply(settings, own)
      expect(second.metadata['resourceVersion']).toBe(first.metadata['resourceVersion'])
      expect(await api.get(refOf(settings))).toEqual(second)
    })
  })

  test('of a kind that is not served are not there', async ({ cluster }) => {
    await withApi(cluster, async (api) => {
      const ref = { group: 'nowhere.example', version: 'v1', kind: 'Nothing', namespace: cluster.namespace, name: 'a' }
      expect(await api.get(ref)).toBeNull()
      expect(await api.delete(ref)).toBe(false)
      expect(await refusal(api.list(ref))).toMatchObject({ status: 404, reason: 'NoKindMatch' })
    })
  })

  test('are listed over all pages, with their kind', { timeout: 60_000 }, async ({ cluster }) => {
    await withApi(cluster, async (api) => {
      const names = Array.from({ length: 520 }, (_, index) => `page-${index}`)
      for (let start = 0; start < names.length; start += 32) {
        await Promise.all(
          names.slice(start, start + 32).map((name) => api.apply(configMap(cluster.namespace, { name }, name), own)),
        )
      }
      const { items, resourceVersion } = await api.list(
        { group: '', kind: 'ConfigMap' },
        { namespace: cluster.namespace },
      )
      const found = items.filter(({ metadata }) => metadata.name.startsWith('page-'))
      expect(found).toHaveLength(names.length)
      expect(found[0]).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap' })
      expect(Number(resourceVersion)).toBeGreaterThan(0)
    })
  })

  test('are listed by label and field', async ({ cluster }) => {
    await withApi(cluster, async (api) => {
      const { namespace } = cluster
      await api.apply({ ...configMap(namespace, {}, 'a'), metadata: { name: 'a', namespace, labels: { x: 'y' } } }, own)
      await api.apply(configMap(namespace, {}, 'b'), own)
      const namesOf = async (selector: object) =>
        (await api.list({ group: '', kind: 'ConfigMap' }, { namespace, ...selector })).items.map(
          ({ metadata }) => metadata.name,
        )
      expect(await namesOf({ labelSelector: 'x in (y, z)' })).toEqual(['a'])
      expect(await namesOf({ fieldSelector: 'metadata.name=b' })).toEqual(['b'])
    })
  })

  test('are created once, and replaced only in the version that was read', async ({ cluster }) => {
    await withApi(cluster, async (api) => {
      const created = await api.create(configMap(cluster.namespace, { turn: '1' }))
      expect(await refusal(api.create(configMap(cluster.namespace, {})))).toMatchObject({
        status: 409,
        reason: 'AlreadyExists',
      })
      await api.replace({ ...created, data: { turn: '2' } })
      const error = await refusal(api.replace({ ...created, data: { turn: '3' } }))
      expect(explainApiError(error, { what: 'settings' })).toMatchObject({
        code: 'object-changed',
        category: 'conflict',
      })
    })
  })

  test('are patched where a guard holds', async ({ cluster }) => {
    await withApi(cluster, async (api) => {
      const { metadata } = await api.create(configMap(cluster.namespace, { turn: '1' }))
      const version = metadata['resourceVersion'] ?? null
      const patch = (value: string) =>
        api.patch(
          refOf(configMap(cluster.namespace, {})),
          'application/json-patch+json',
          [
            { op: 'test', path: '/metadata/resourceVersion', value: version },
            { op: 'replace', path: '/data/turn', value },
          ],
          own,
        )
      expect((await patch('2'))['data']).toEqual({ turn: '2' })
      expect(await refusal(patch('3'))).toMatchObject({ status: 422 })
    })
  })

  test('are deleted by UID, and gone means gone', async ({ cluster }) => {
    await withApi(cluster, async (api) => {
      const { metadata } = await api.create(configMap(cluster.namespace, {}))
      const ref = refOf(configMap(cluster.namespace, {}))
      expect(await refusal(api.delete(ref, { uid: '00000000-0000-0000-0000-000000000000' }))).toMatchObject({
        status: 409,
      })
      expect(await api.delete(ref, { dryRun: true })).toBe(true)
      expect(await api.delete(ref, { uid: String(metadata['uid']) })).toBe(true)
      expect(await api.delete(ref)).toBe(false)
    })
  })
})

describe('a refusal', () => {
  const explain = (error: ApiError, object: KubeObject) =>
    explainApiError(error, { what: object.kind, object, placeOf: (path) => ({ file: path.join('/') }) })

  test.each<[what: string, container: JsonObject, message: string]>([
    ['an unknown field', { imagee: 'x' }, 'spec.template.spec.containers[name="app"].imagee: unknown field'],
    [
      'a number for a string',
      { env: [{ name: 'A', value: 1 }] },
      'spec.template.spec.containers[name="app"].env[name="A"].value: must be a string, but is 1 (put it in quotes)',
    ],
    [
      'a name twice',
      {
        env: [
          { name: 'A', value: '1' },
          { name: 'A', value: '2' },
        ],
      },
      'spec.template.spec.containers[name="app"].env: two entries with name "A"',
    ],
    [
      'an unsupported value',
      { imagePullPolicy: 'Sometimes' },
      'spec.template.spec.containers[0].imagePullPolicy: Unsupported value: "Sometimes"',
    ],
  ])('of %s is input, with its field', async (_what, container, message) => {
    const given = inject('cluster')
    if (given === null) return
    await withApi(given, async (api) => {
      const object = deployment('default', container)
      const error = explain(await refusal(api.apply(object, dry)), object)
      expect(error).toMatchObject({ category: 'input', message: expect.stringContaining(message) })
      expect(error.place?.file).toMatch(/^spec\/template\/spec\/containers\/0/)
    })
  })

  test("of a Secret doesn't show its values", async ({ cluster }) => {
    await withApi(cluster, async (api) => {
      const metadata = { name: 'db', namespace: cluster.namespace }
      const broken: JsonObject[] = [
        { data: { password: 'hunter2!' } },
        { stringData: { password: 1234 } },
        { stringData: { password: { is: 'hunter2' } } },
        { stringData: { 'hunter2 ': 'hunter2' } },
        { type: 'kubernetes.io/dockerconfigjson', stringData: { '.dockerconfigjson': 'hunter2' } },
      ]
      for (const content of broken) {
        const secret: KubeObject = { apiVersion: 'v1', kind: 'Secret', metadata, ...content }
        const error = explain(await refusal(api.apply(secret, dry)), secret)
        expect(error.category).toBe('input')
        if (!('hunter2 ' in ((content['stringData'] ?? {}) as object)))
          expect(error.message).not.toMatch(/hunter2|1234/)
      }
    })
  })

  test('for a field that another manager owns names field and manager, and force takes it over', async ({
    cluster,
  }) => {
    await withApi(cluster, async (api) => {
      await api.apply(configMap(cluster.namespace, { color: 'blue' }), { fieldManager: 'other', dryRun: false })
      const settings = configMap(cluster.namespace, { color: 'red' })
      const error = await refusal(api.apply(settings, own))
      expect(fieldConflicts(error)).toEqual([
        { field: '.data.color', manager: 'other', operation: 'Apply', subresource: undefined },
      ])
      expect(explain(error, settings)).toMatchObject({ code: 'field-conflict', category: 'conflict' })
      expect((await api.apply(settings, { ...own, force: true }))['data']).toEqual({ color: 'red' })
    })
  })

  test('for a field that kubectl edited says by which command', async ({ cluster }) => {
    await withApi(cluster, async (api) => {
      await api.apply(deployment(cluster.namespace), own)
      await cluster.kubectl(['scale', 'deployment/web', '--replicas=2'])
      expect(fieldConflicts(await refusal(api.apply(deployment(cluster.namespace), own)))).toEqual([
        { field: '.spec.replicas', manager: 'kubectl', operation: 'Update', subresource: 'scale' },
      ])
    })
  })

  test('of a missing permission says which', async ({ cluster }) => {
    const kubeconfig = await cluster.kubeconfigFor([{ apiGroups: [''], resources: ['configmaps'], verbs: ['get'] }])
    await withApi({ kubeconfig }, async (api) => {
      const settings = configMap(cluster.namespace, {})
      expect(await api.get(refOf(settings))).toBeNull()
      expect(explain(await refusal(api.apply(settings, own)), settings)).toMatchObject({
        code: 'forbidden',
        category: 'cluster',
        message: expect.stringMatching(/may not patch configmaps in the namespace test-/),
      })
    })
  })

  test('for a missing namespace or kind is input', async ({ cluster }) => {
    await withApi(cluster, async (api) => {
      const lost = configMap('nowhere-at-all', {})
      expect(explain(await refusal(api.apply(lost, dry)), lost)).toMatchObject({
        code: 'namespace-missing',
        category: 'input',
      })
      const odd = { ...lost, kind: 'Nothing' }
      expect(explain(await refusal(api.apply(odd, dry)), odd)).toMatchObject({
        code: 'kind-unknown',
        category: 'input',
      })
    })
  })

  test('by a quota, a LimitRange or Pod Security is told as such', async ({ cluster }) => {
    const { namespace } = cluster
    await withApi(cluster, async (api) => {
      const pod: KubeObject = {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'p', namespace },
        spec: { containers: [{ name: 'app', image: 'i', resources: { limits: { cpu: '4' } } }] },
      }
      await api.apply(
        {
          apiVersion: 'v1',
          kind: 'LimitRange',
          metadata: { name: 'l', namespace },
          spec: { limits: [{ type: 'Container', max: { cpu: '1' } }] },
        },
        own,
      )
      expect(explain(await refusal(api.apply(pod, dry)), pod)).toMatchObject({
        code: 'admission-denied',
        message: expect.stringContaining('maximum cpu'),
      })
      await api.delete({ group: '', version: 'v1', kind: 'LimitRange', namespace, name: 'l' })
      await api.apply(
        { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'q', namespace }, spec: { hard: { pods: '0' } } },
        own,
      )
      const exceeded = await waitFor('the quota', () => refusal(api.apply(pod, dry)).catch(() => undefined))
      expect(explain(exceeded, pod)).toMatchObject({
        code: 'quota-exceeded',
        message: expect.stringContaining('exceeds the quota q'),
      })
    })
  })
})

describe('a watch', () => {
  const type = { group: '', kind: 'ConfigMap' }

  test('tells every change from the list on, and ends with its signal', async ({ cluster }) => {
    await withApi(cluster, async (api) => {
      const { namespace } = cluster
      const { resourceVersion } = await api.list(type, { namespace })
      const stop = new AbortController()
      const events: string[] = []
      const watching = (async () => {
        for await (const event of api.watch(type, { namespace, resourceVersion, signal: stop.signal })) {
          if (event.type !== 'BOOKMARK') events.push(`${event.type} ${JSON.stringify(event.object['data'])}`)
        }
      })()
      const settings = configMap(namespace, { turn: '1' })
      await api.apply(settings, own)
      await api.apply(configMap(namespace, { turn: '2' }), own)
      await api.delete(refOf(settings))
      await waitFor('three events', async () => events.length === 3)
      expect(events).toEqual(['ADDED {"turn":"1"}', 'MODIFIED {"turn":"2"}', 'DELETED {"turn":"2"}'])
      stop.abort()
      await watching
    })
  })

  test('that lacks permission is refused', async ({ cluster }) => {
    const kubeconfig = await cluster.kubeconfigFor([])
    await withApi({ kubeconfig }, async (api) => {
      const signal = AbortSignal.timeout(20_000)
      const first = api
        .watch(type, { namespace: cluster.namespace, resourceVersion: '0', signal })
        [Symbol.asyncIterator]()
        .next()
      expect(await refusal(first)).toMatchObject({ status: 403 })
    })
  })
})

test('requests and watches survive a restart of the API server', { timeout: 120_000 }, async ({ cluster: _shared }) => {
  const plane = await startControlPlane()
  const type = { group: '', kind: 'ConfigMap' }
  const scope = { namespace: 'default' }
  try {
    await withApi(plane, async (api) => {
      const stop = new AbortController()
      const seen = new Set<string>()
      const { resourceVersion: oldest } = await api.list(type, scope)
      const follow = async (resourceVersion: string): Promise<void> => {
        try {
          for await (const event of api.watch(type, { ...scope, resourceVersion, signal: stop.signal }))
            if (event.type === 'ADDED') seen.add(event.object.metadata.name)
        } catch (error) {
          // The new server may have begun to watch later than we left off: the contract is to list again.
          if (!(error instanceof ApiError) || error.status !== 410) throw error
          const list = await api.list(type, scope)
          for (const { metadata } of list.items) seen.add(metadata.name)
          await follow(list.resourceVersion)
        }
      }
      const following = follow(oldest)
      await api.apply(configMap('default', {}, 'before'), own)
      const restarted = plane.restartApiServer(500)
      await new Promise((resolve) => setTimeout(resolve, 100))
      await api.apply(configMap('default', {}, 'meanwhile'), own)
      await restarted
      await api.apply(configMap('default', {}, 'after'), own)
      await waitFor('all three', async () => ['before', 'meanwhile', 'after'].every((name) => seen.has(name)))
      stop.abort()
      await following

      const signal = AbortSignal.timeout(20_000)
      const first = api
        .watch(type, { ...scope, resourceVersion: oldest, signal })
        [Symbol.asyncIterator]()
        .next()
      expect(await refusal(first)).toMatchObject({ status: 410 })
    })
  } finally {
    await plane.stop()
  }
})

test("a container's log is read, of the previous instance too", async ({ cluster }) => {
  await withApi(cluster, async (api) => {
    const { namespace } = cluster
    const annotations = { 'test.kdeploy.dev/stage': 'crash-loop' }
    const spec = { containers: [{ name: 'app', image: 'registry.example/app:1' }] }
    await api.apply({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace, annotations }, spec }, own)
    const pod = { namespace, name: 'p' }
    const read = (previous: boolean) =>
      waitFor('the log', () => api.logs(pod, { container: 'app', previous, tailLines: 5 }).catch(() => undefined))
    const [current, previous] = [await read(false), await read(true)]
    expect(current).not.toBe('')
    expect(previous).not.toBe(current)
    expect(await refusal(api.logs({ namespace, name: 'nobody' }, {}))).toMatchObject({ status: 404 })
  })
})

describe('the connection', () => {
  /** The test's kubeconfig with something changed in its only cluster or user. */
  async function changed(
    cluster: Cluster,
    change: { cluster?: JsonObject; user?: JsonObject },
  ): Promise<{ kubeconfig: string }> {
    const config = load(readFileSync(cluster.kubeconfig, 'utf8')) as {
      [list: string]: { [entry: string]: JsonObject }[]
    }
    for (const { cluster: entry } of config['clusters'] ?? []) Object.assign(entry ?? {}, change.cluster)
    for (const { user: entry } of config['users'] ?? []) Object.assign(entry ?? {}, change.user)
    const { folder } = await cluster.createProject({ files: { 'changed.yaml': JSON.stringify(config) } })
    return { kubeconfig: `${folder}/changed.yaml` }
  }

  test('to a server of an unknown authority is refused in words', async ({ cluster }) => {
    const given = await changed(cluster, {
      cluster: { 'certificate-authority-data': '', 'certificate-authority': '', 'insecure-skip-tls-verify': false },
    })
    await withApi(given, async (api) => {
      await expect(api.resourceNamed('deploy')).rejects.toMatchObject({
        code: 'cluster-unreachable',
        category: 'cluster',
        message: expect.stringContaining("the server's certificate is signed by an unknown authority"),
        detail: expect.stringContaining('changed.yaml'),
      })
    })
  })

  test("isn't checked with insecure-skip-tls-verify", async ({ cluster }) => {
    const given = await changed(cluster, {
      cluster: { 'certificate-authority-data': '', 'certificate-authority': '', 'insecure-skip-tls-verify': true },
    })
    await withApi(given, async (api) => expect(await api.resourceNamed('deploy')).toBeDefined())
  })

  test('with a token that nobody knows says how to log in', async ({ cluster }) => {
    const given = await changed(cluster, { user: { token: 'unknown', tokenFile: '' } })
    await withApi(given, async (api) => {
      const error = explainApiError(await refusal(api.list({ group: '', kind: 'Pod' })), { what: 'pods' })
      expect(error).toMatchObject({
        code: 'unauthorized',
        category: 'cluster',
        hint: expect.stringContaining('log in again'),
      })
    })
  })

  test("goes through the cluster's proxy, TLS inside its tunnel", async ({ cluster }) => {
    const proxy = await startProxy()
    try {
      const given = await changed(cluster, { cluster: { 'proxy-url': proxy.url } })
      await withApi(given, async (api) => {
        await api.list({ group: '', kind: 'ConfigMap' }, { namespace: cluster.namespace })
        await api.list({ group: '', kind: 'ConfigMap' }, { namespace: cluster.namespace })
        expect(proxy.tunnels.length).toBeGreaterThan(0)
        expect(proxy.tunnels.length).toBeLessThanOrEqual(2)
      })
    } finally {
      await proxy.close()
    }
  })

  test('as another user is seen by the server', async ({ cluster }) => {
    const given = await changed(cluster, {
      user: { as: 'jane', 'as-groups': ['dev', 'ops'], 'as-user-extra': { 'example.com/scope': ['view'] } },
    })
    const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview', metadata: { name: '' } }
    const answer = await withApi(given, (api) => api.create(review))
    expect(answer['status']).toMatchObject({
      userInfo: {
        username: 'jane',
        groups: expect.arrayContaining(['dev', 'ops']),
        extra: { 'example.com/scope': ['view'] },
      },
    })
  })

  test("hands on the server's warnings, once", async ({ cluster }) => {
    const warnings: string[] = []
    const pod: KubeObject = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'p',
        namespace: cluster.namespace,
        annotations: { 'container.apparmor.security.beta.kubernetes.io/app': 'unconfined' },
      },
      spec: { containers: [{ name: 'app', image: 'registry.example/app:1' }] },
    }
    await withApi(
      cluster,
      async (api) => {
        await api.apply(pod, dry)
        await api.apply(pod, dry)
      },
      { onWarning: (text) => warnings.push(text) },
    )
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toContain('deprecated')
  })
})
