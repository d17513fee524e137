import { describe, expect } from 'vitest'
import { startApiProxy } from '../../support/cluster/api-proxy.ts'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { screenOf, startOnTerminal } from '../../support/output/terminal.ts'
import { claim } from '../../support/projects/claims.ts'
import { createShop } from '../../support/projects/shop.ts'

const stamp = /^\[\d+\.\d{3}s\] /

async function tokenOf(cluster: Cluster): Promise<string> {
  return (await cluster.kubectl(['config', 'view', '--raw', '-o', 'jsonpath={.users[0].user.token}'])).trim()
}

describe('apply --verbose', () => {
  test('tells where it goes, each request, the watches and the phases, in order, beside what apply says', async ({
    cluster,
  }) => {
    const { namespace, kubeconfig } = cluster
    const shop = await createShop(cluster, { replicas: 2, readyAfter: '3s' })

    const { stdout, stderr, exitCode } = await shop.kdeploy('apply', '--verbose')

    const lines = stderr.trimEnd().split('\n')
    const told = lines.filter((line) => stamp.test(line)).map((line) => line.replace(stamp, ''))
    const milestones = [
      /^project: \S+$/,
      /^read: kdeploy\.yaml$/,
      /^read: profiles\/prod_shop\.yaml$/,
      /^layers: profiles\/prod_shop\.yaml$/,
      /^templates: config\.yaml, web\.yaml$/,
      /^variables took \d+ ms$/,
      /^render took \d+ ms$/,
      /^GET \/api: 200, \d+ ms$/,
      /^PATCH \/apis\/apps\/v1\/namespaces\/\S+\/deployments\/web\?fieldManager=kdeploy&fieldValidation=Strict&dryRun=All: 201, \d+ ms$/,
      /^plan took \d+ ms$/,
      /^POST \/apis\/coordination\.k8s\.io\/v1\/namespaces\/\S+\/leases\?fieldValidation=Strict: 201, \d+ ms$/,
      /^PATCH \/apis\/apps\/v1\/namespaces\/\S+\/deployments\/web\?fieldManager=kdeploy&fieldValidation=Strict: 201, \d+ ms$/,
      /^write took \d+ ms$/,
      /^watch begins: GET \/apis\/apps\/v1\/namespaces\/\S+\/deployments\?watch=true&\S+: 200, \d+ ms$/,
      /^wait took \d+ ms$/,
      /^prune took \d+ ms$/,
      /^DELETE \/apis\/coordination\.k8s\.io\/v1\/namespaces\/\S+\/leases\/\S+: 200, \d+ ms$/,
    ]
    let at = 0
    const missing = milestones.filter((pattern) => {
      const found = told.slice(at).findIndex((line) => pattern.test(line))
      at += found + 1
      return found < 0
    })
    expect(missing).toEqual([])
    expect(told).toContain(`kubeconfig: ${kubeconfig}`)
    expect(told).toContainEqual(
      expect.stringMatching(/^kube context \S+: server https:\/\/\S+, user \S+ by \S.*, namespace \S+$/),
    )
    expect(told).toContainEqual(
      expect.stringMatching(/^watch ends: GET \S+\/deployments\?\S+: by kdeploy, after \d+ ms$/),
    )
    const said = lines.filter((line) => !stamp.test(line)).join('\n')
    expect(said).toContain(`ready    Deployment ${namespace}/web: 2 replicas ready\n`)
    expect(said).toMatch(
      /^release .*\nplan: 2 to create[\s\S]+done: revision 1, 2 created, 0 changed, 0 unchanged, \S+ s$/,
    )
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 0 })
  })

  test('changes nothing on stdout, nor the exit code of a difference', async ({ cluster }) => {
    const shop = await createShop(cluster)
    const quiet = await shop.kdeploy('diff')

    const { stdout, exitCode, stderr } = await shop.kdeploy('diff', '-v')

    expect({ stdout, exitCode }).toEqual({ stdout: quiet.stdout, exitCode: 1 })
    expect(stderr).toMatch(/\] plan took \d+ ms\n/)
  })

  test('says what becomes of each object that is no longer rendered, and the rule that decided', async ({
    cluster,
  }) => {
    const configMap = (name: string, annotation = '') =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, annotations: {${annotation}}}\n`
    const files = {
      'templates/old.yaml': configMap('old'),
      'templates/free.yaml': configMap('free', 'kdeploy.dev/prune: keep'),
      'templates/data.yaml': claim(),
      'templates/cache.yaml': claim('cache'),
    }
    const shop = await createShop(cluster, { files })
    expect((await shop.kdeploy('apply', '--no-wait')).exitCode).toBe(0)
    await shop.change({ files: Object.fromEntries(Object.keys(files).map((file) => [file, ''])) })

    const { stderr } = await shop.kdeploy('diff', '-v', '--also-delete', 'pvc/cache')

    const fates = stderr.split('\n').filter((line) => /\(rule: /.test(line))
    expect(fates.map((line) => line.replace(stamp, '').replaceAll(`${cluster.namespace}/`, '')).toSorted()).toEqual([
      'ConfigMap free: orphan (rule: prune-annotation)',
      'ConfigMap old: delete (rule: no-longer-rendered)',
      'PersistentVolumeClaim cache: delete (rule: also-delete)',
      'PersistentVolumeClaim data: keep (rule: deleted-only-by-name)',
    ])
  })

  test('keeps to stderr with -o json', async ({ cluster }) => {
    const shop = await createShop(cluster)

    const { stdout, stderr, exitCode } = await shop.kdeploy('apply', '-o', 'json', '-v')

    const types = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).type)
    expect(types).toEqual(expect.arrayContaining(['planned', 'written', 'result']))
    expect(stderr).toMatch(/\] write took \d+ ms\n/)
    expect(exitCode).toBe(0)
  })

  test('tells why a request is repeated', async ({ cluster }) => {
    const shop = await createShop(cluster)
    let faults = 1
    const proxy = await startApiProxy(cluster, ({ url }) =>
      url.startsWith('/api/v1/namespaces/') && faults-- > 0
        ? { code: 503, reason: 'ServiceUnavailable', message: 'not now' }
        : undefined,
    )
    try {
      const { stderr, exitCode } = await shop.kdeploy('diff', '-v', '--kubeconfig', proxy.kubeconfig)

      expect(stderr).toMatch(/\] GET \S+: 503, \d+ ms\n/)
      expect(stderr).toMatch(/\] GET \S+: trying again in \d+ ms, because of 503 ServiceUnavailable\n/)
      expect(exitCode).toBe(1)
    } finally {
      await proxy.close()
    }
  })

  test('tells what led to an error, with the exit code of the error', async ({ cluster }) => {
    const shop = await createShop(cluster)
    const proxy = await startApiProxy(cluster)
    await proxy.close()

    const { stderr, exitCode } = await shop.kdeploy('apply', '-v', '--kubeconfig', proxy.kubeconfig)

    expect(stderr).toMatch(/\] GET \/api: ECONNREFUSED, \d+ ms\n/)
    expect(stderr).toMatch(/error: the cluster [\s\S]+\] caused by: Error: connect ECONNREFUSED/)
    expect(exitCode).toBe(3)
  })
})

// script(1) takes other arguments elsewhere.
test.skipIf(process.platform !== 'linux')('the lines of --verbose leave a live view whole', async ({ cluster }) => {
  const shop = await createShop(cluster, { replicas: 2, stage: 'never-ready' })
  const args = ['apply', '-v', '--timeout', '3s', '-p', 'prod_shop']
  const columns = 400

  const { stdout, exitCode } = await startOnTerminal(args, {
    cwd: shop.folder,
    env: { KUBECONFIG: cluster.kubeconfig },
    columns,
  }).result

  const shown = screenOf(stdout, columns).split('\n')
  expect(stdout).toMatch(/WORKLOAD +UPDATED +READY[\s\S]+wait took \d+ ms/)
  // The table was taken away at the end, and no line of it is left between those that tell of requests.
  expect(shown.filter((line) => /WORKLOAD +UPDATED/.test(line))).toEqual([])
  expect(shown.filter((line) => stamp.test(line)).length).toBeGreaterThan(20)
  expect(shown.filter((line) => /\[\d+\.\d{3}s\]/.test(line) && !stamp.test(line))).toEqual([])
  expect(exitCode).toBe(5)
})

describe('the token of the kubeconfig', () => {
  test.for([[], ['--verbose']] as const)(
    'is not shown where a server sends it back %#',
    async (options, { cluster }) => {
      const shop = await createShop(cluster)
      const token = await tokenOf(cluster)
      const proxy = await startApiProxy(cluster, ({ url }) =>
        url.includes('/configmaps/')
          ? { code: 403, reason: 'Forbidden', message: `no luck with Authorization: Bearer ${token}` }
          : undefined,
      )
      try {
        const { stdout, stderr, exitCode } = await shop.kdeploy('apply', ...options, '--kubeconfig', proxy.kubeconfig)

        expect(stderr).toMatch(/Authorization: Bearer \(masked \d+\)/)
        expect(stdout + stderr).not.toContain(token)
        expect(exitCode).toBe(3)
      } finally {
        await proxy.close()
      }
    },
  )
})
