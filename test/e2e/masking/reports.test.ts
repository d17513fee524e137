import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { startApiProxy } from '../../support/cluster/api-proxy.ts'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { hookJob } from '../../support/projects/hooks.ts'
import { generateSecrets, kubeconfigSecrets, leaksIn } from '../../support/secrets/secrets.ts'

const secrets = generateSecrets(60)

const files = (namespace: string, templates: Record<string, string>) => ({
  'kdeploy.yaml': 'name: leak\n',
  'profiles/prod_leak.yaml': `namespace: ${namespace}\nvariablesFrom:\n- {secret: vault, as: s}\n`,
  ...Object.fromEntries(Object.entries(templates).map(([name, text]) => [`templates/${name}`, text])),
})

const consumer = `apiVersion: v1
kind: Secret
metadata: {name: consumer}
stringData:
{% for name, value in s | dictsort %}
  {{ name }}: {{ ('url: ' ~ value) | tojson }}
{% endfor %}
`

/** All that a run writes, anywhere. */
async function everything(cluster: Cluster, folder: string, args: readonly string[], env: Record<string, string> = {}) {
  const formats = args[0] === 'diff' ? ['markdown', 'html', 'json', 'summary'] : ['junit', 'codequality', 'summary']
  const reports = formats.flatMap((format) => ['--report', `${format}=out/${format}`])
  const { stdout, stderr, exitCode } = await cluster.kdeploy([...args, '-p', 'prod_leak', ...reports], {
    cwd: folder,
    env: { GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: folder, GITHUB_STEP_SUMMARY: join(folder, 'out/step'), ...env },
  })
  const written = await readdir(join(folder, 'out'))
  expect(written).toEqual(expect.arrayContaining([...formats, 'step']))
  const texts = await Promise.all(written.map((file) => readFile(join(folder, 'out', file), 'utf8')))
  return { exitCode, text: [stdout, stderr, ...texts].join('\n') }
}

describe('what a run writes for a CI system holds no secret', () => {
  test('of its values, its differences, a log or an answer of the API server', { timeout: 240_000 }, async ({
    cluster,
  }) => {
    const all = new Map([...secrets, ...(await kubeconfigSecrets(cluster))])
    const vault = (values: object) =>
      cluster.create([{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'vault' }, stringData: values }])
    await vault(Object.fromEntries(secrets))
    // What the run knows then.
    const log = [...secrets.values()].map((value) => `${value}-changed`).join('\n')
    const migrate = hookJob({ pod: 'test.kdeploy.dev/stage: job-fails' })
    const project = await cluster.createProject({ files: files(cluster.namespace, { 'consumer.yaml': consumer }) })
    const proxy = await startApiProxy(cluster, ({ url }) => {
      if (!url.includes('/log?')) return undefined
      return { answer: (response) => response.writeHead(200).end(log) }
    })
    try {
      const env = { KUBECONFIG: proxy.kubeconfig }
      const run = (...args: string[]) => everything(cluster, project.folder, args, env)
      const results = [await run('diff'), await run('apply')]
      await vault(Object.fromEntries([...secrets].map(([name, value]) => [name, `${value}-changed`])))
      await project.write({ 'templates/migrate.yaml': migrate })
      results.push(await run('diff'), await run('apply'))
      await project.write({
        'templates/bad.yaml':
          "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: bad, labels: {a: {{ (s['token-0'] ~ ' !') | tojson }} }}\n",
      })
      results.push(await run('apply'), await run('undo', '--dry-run'), await run('delete', '--yes'))

      expect(results.map(({ exitCode }) => exitCode)).toEqual([1, 0, 1, 5, 2, expect.any(Number), 0])
      for (const [index, { text }] of results.entries())
        expect({ index, leaks: leaksIn(text, all) }).toEqual({ index, leaks: [] })
      expect(results[3]?.text).toContain('(masked')
    } finally {
      await proxy.close()
    }
  })
})
