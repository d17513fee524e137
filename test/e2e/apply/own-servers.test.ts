import { Agent, request } from 'node:https'
import { json, text } from 'node:stream/consumers'
import { describe, expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { makeReleaseServer, type ReleaseServer } from '../../support/cluster/release-server.ts'
import { widgetDefinition } from '../../support/cluster/widget-definition.ts'
import { createShop } from '../../support/projects/shop.ts'

/** A webhook without which no ConfigMap can be written in the test's namespace. */
const configuration = ({ namespace }: Cluster, { port, caBundle }: ReleaseServer) => `
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: ${namespace}}
webhooks:
- name: hook.example.com
  failurePolicy: Fail
  sideEffects: None
  admissionReviewVersions: [v1]
  namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ${namespace}}}
  rules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [configmaps]}]
  clientConfig: {caBundle: ${caBundle}, service: {namespace: ${namespace}, name: hook, port: ${port}}}
`

const late = `apiVersion: v1
kind: ConfigMap
metadata: {name: late, annotations: {kdeploy.dev/wave: "1"}}
data: {a: b}
`

interface Review {
  readonly request: { readonly uid: string; readonly name: string; readonly dryRun: boolean }
}

/** Runs something with a webhook that allows everything, and notes what it was asked about, dry-runs aside. */
async function withWebhook(cluster: Cluster, use: (server: ReleaseServer, asked: string[]) => Promise<void>) {
  const asked: string[] = []
  const server = await makeReleaseServer(cluster, async (incoming, response) => {
    const { request: review } = (await json(incoming)) as Review
    if (!review.dryRun) asked.push(review.name)
    const answer = {
      apiVersion: 'admission.k8s.io/v1',
      kind: 'AdmissionReview',
      response: { uid: review.uid, allowed: true },
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
  })
  try {
    await use(server, asked)
  } finally {
    await cluster.kubectl(['delete', 'validatingwebhookconfiguration', cluster.namespace, '--ignore-not-found'])
    await server.stop()
  }
}

describe('a webhook with its server in one release', () => {
  test('is written once the server is ready, before what its wave puts behind it, and survives an upgrade', async ({
    cluster,
  }) => {
    await withWebhook(cluster, async (server, asked) => {
      const files = (annotations: Record<string, string>) => ({
        'templates/a-hook.yaml': `${configuration(cluster, server)}---\n${server.manifests(annotations)}`,
        'templates/b-late.yaml': late,
      })
      const shop = await createShop(cluster, { files: files({ 'test.kdeploy.dev/ready-after': '2s' }) })
      const [first] = await Promise.all([shop.kdeploy('apply'), server.startWhenReady(1)])

      const created = [...first.stderr.matchAll(/^created {2}\S+ (?:\S+\/)?(\S+)$/gm)].map(([, name]) => name)
      expect(first.stderr).toContain('ready')
      expect(created.slice(-2)).toEqual([cluster.namespace, 'late'])
      expect(first.exitCode).toBe(0)
      expect(asked).toContain('late')
      expect(asked).not.toContain('shop')

      // The server is down until the new Deployment is ready.
      await server.stop()
      await shop.change({ greeting: 'good evening', files: files({ 'test.kdeploy.dev/ready-after': '1s' }) })
      const [second] = await Promise.all([shop.kdeploy('apply'), server.startWhenReady(2)])

      expect(second.stderr).toContain('0 created, 2 changed')
      expect(second.exitCode).toBe(0)
      expect(asked).toContain('shop')
    })
  })

  test('is not written where the server does not get ready, so that the next run is not refused', async ({
    cluster,
  }) => {
    await withWebhook(cluster, async (server) => {
      const hook = configuration(cluster, server)
      const shop = await createShop(cluster, {
        files: {
          'templates/a-hook.yaml': `${hook}---\n${server.manifests({ 'test.kdeploy.dev/stage': 'crash-loop' })}`,
        },
      })
      const { exitCode, stderr } = await shop.kdeploy('apply', '--timeout', '8s')

      expect(stderr).toMatch(
        /ValidatingWebhookConfiguration \S+ was not written: Deployment \S+\/hook, which serves it/,
      )
      expect(exitCode).toBe(5)

      await shop.change({ files: { 'templates/a-hook.yaml': `${hook}---\n${server.manifests()}` } })
      const [again] = await Promise.all([shop.kdeploy('apply'), server.startWhenReady(2)])
      expect(again.exitCode).toBe(0)
    })
  })
})

/**
 * The release's server as an aggregated API of Widgets, which keeps them as a CustomResourceDefinition of another group: what is asked
 * of it, it asks of the test's real API server under that group's name.
 */
async function widgetServer(cluster: Cluster, group: string, kept: string): Promise<ReleaseServer> {
  const { clusters, users } = JSON.parse(await cluster.kubectl(['config', 'view', '--minify', '--raw', '-o', 'json']))
  const { hostname, port } = new URL(clusters[0].cluster.server)
  const agent = new Agent({ rejectUnauthorized: false })
  return makeReleaseServer(cluster, async (incoming, response) => {
    const { method = 'GET', url = '' } = incoming
    const body = (await text(incoming)).replaceAll(group, kept)
    if (!url.startsWith(`/apis/${group}/`)) return response.writeHead(404).end()
    const contentType = incoming.headers['content-type'] ?? 'application/json'
    const headers = { authorization: `Bearer ${users[0].user.token}`, 'content-type': contentType }
    const path = url.replaceAll(group, kept)
    const asking = request({ agent, hostname, port, path, method, headers }, async (answer) => {
      response.writeHead(answer.statusCode ?? 500, { 'content-type': 'application/json' })
      if (url.includes('watch=')) return answer.pipe(response)
      return response.end((await text(answer)).replaceAll(kept, group))
    })
    asking.end(body)
  })
}

test('an APIService with its server in one release is written once that is ready, and then the objects of its API', async ({
  cluster,
}) => {
  const [group, kept] = [`api.${cluster.namespace}.example.com`, `kept.${cluster.namespace}.example.com`]
  const server = await widgetServer(cluster, group, kept)
  const service = `apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: {name: v1.${group}}
spec:
  group: ${group}
  version: v1
  groupPriorityMinimum: 1000
  versionPriority: 10
  insecureSkipTLSVerify: true
  service: {namespace: ${cluster.namespace}, name: hook, port: ${server.port}}
`
  const widget = (size: number) =>
    `apiVersion: ${group}/v1\nkind: Widget\nmetadata: {name: big}\nspec: {size: ${size}}\n`
  const files = (size: number) => ({
    'templates/a.yaml': `${service}---\n${server.manifests()}`,
    'templates/widget.yaml': widget(size),
  })
  try {
    await cluster.create([widgetDefinition(kept)])
    const shop = await createShop(cluster, { files: files(1) })
    const [first] = await Promise.all([shop.kdeploy('apply'), server.startWhenReady(1)])
    expect(first.stderr).toMatch(/created +APIService v1\.\S+\n(?:.*\n)*created +Widget \S+\/big\n/)
    expect(first.exitCode).toBe(0)

    await shop.change({ files: files(2) })
    const second = await shop.kdeploy('apply')
    expect(second.stderr).toContain('0 created, 1 changed')
    expect(second.exitCode).toBe(0)
    expect(await cluster.kubectl(['get', `widgets.${kept}/big`, '-o', 'jsonpath={.spec.size}'])).toBe('2')

    const deleted = await shop.kdeploy('delete', '--yes')
    expect(deleted.exitCode).toBe(0)
    expect(await cluster.kubectl(['get', `widgets.${kept}`, '-o', 'name'])).toBe('')
  } finally {
    await cluster.kubectl(['delete', 'apiservice', `v1.${group}`, '--ignore-not-found'])
    await cluster.kubectl(['delete', 'crd', `widgets.${kept}`, '--ignore-not-found', '--wait=false'])
    await server.stop()
  }
})
