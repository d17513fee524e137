import { readFileSync } from 'node:fs'
import { load } from 'js-yaml'
import { describe, expect } from 'vitest'
import { explainApiError } from '../../../src/cluster/errors/explain.ts'
import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { dry, refusal, withApi } from '../../support/cluster/api.ts'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { startProxy } from '../../support/cluster/local-server.ts'
import { startSocksProxy } from '../../support/cluster/socks-proxy.ts'

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

  test("goes through the cluster's SOCKS5 proxy, with its login", async ({ cluster }) => {
    const proxy = await startSocksProxy({ login: 'me:swordfish' })
    try {
      const url = proxy.url.replace('//', '//me:swordfish@')
      const given = await changed(cluster, { cluster: { 'proxy-url': url } })
      await withApi(given, async (api) => {
        expect(await api.resourceNamed('deploy')).toBeDefined()
        expect((await api.list({ group: '', kind: 'ConfigMap' }, { namespace: cluster.namespace })).items).toHaveLength(
          1,
        )
      })
      expect(proxy.asked.length).toBeGreaterThan(0)
    } finally {
      await proxy.close()
    }
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
