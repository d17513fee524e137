import { describe, expect } from 'vitest'
import { type Fault, startApiProxy } from '../../support/cluster/api-proxy.ts'
import { test } from '../../support/cluster/cluster.ts'
import { applyWithFault, filesOf, state, writes } from '../../support/faults/faults.ts'

/** Faults that pass, and whether the server did what was asked all the same. */
const faults: readonly { title: string; fault: Fault; times?: number }[] = [
  {
    title: '429 with Retry-After',
    fault: { code: 429, reason: 'TooManyRequests', message: 'slow down', headers: { 'retry-after': '1' } },
  },
  { title: '503', fault: { code: 503, reason: 'ServiceUnavailable', message: 'apiserver is shutting down' }, times: 2 },
  { title: "etcd's 500", fault: { code: 500, reason: 'InternalError', message: 'etcdserver: request timed out' } },
  { title: 'an answer that takes a while', fault: { delay: 1500 } },
  { title: 'a connection that breaks before the request', fault: { lose: 'request' } },
  { title: 'a connection that breaks instead of the answer', fault: { lose: 'answer' } },
  { title: 'a connection that breaks within the answer', fault: { lose: 'answer', after: 20 } },
]

const words = (revision: number) =>
  [
    revision % 2 === 0 ? 'created  ConfigMap even' : 'created  ConfigMap odd',
    ...(revision % 2 === 0 ? ['created  Service web'] : []),
    'changed  ConfigMap changed',
    revision % 2 === 0 ? 'deleted  ConfigMap odd' : 'deleted  ConfigMap even',
    ...(revision % 2 === 0 ? [] : ['deleted  Service web']),
  ].sort()

describe('an apply goes on as if nothing happened', () => {
  for (const { title, fault, times = 1 } of faults) {
    test(`after ${title}, at each of its writes`, { timeout: 180_000 }, async ({ cluster }) => {
      const { namespace } = cluster
      const project = await cluster.createProject({ files: filesOf(namespace, 1) })
      const first = await cluster.kdeploy(['apply', '--profile', 'prod_shop'], { cwd: project.folder })
      expect(first.exitCode, first.stderr).toBe(0)
      let revision = 1
      for (const [name, which] of Object.entries(writes)) {
        revision += 1
        await project.write(filesOf(namespace, revision))

        const result = await applyWithFault(cluster, project.folder, which, fault, times)

        const what = `${name} met ${title}: ${result.stderr}`
        expect(result.met, what).toBe(times)
        // Whoever doesn't know whether a write happened may have to look, and to write again.
        if (!('lose' in fault)) expect(result.sent, what).toBe('delay' in fault ? 1 : times + 1)
        expect(result.exitCode, what).toBe(0)
        const told = result.stderr.split('\n').filter((line) => /^(created|changed|deleted) /.test(line))
        const shown = told.map((line) => line.replace(`${namespace}/`, '').replace(/ +/, '  ')).sort()
        expect(shown, what).toEqual(words(revision))
        expect(result.stderr, what).not.toMatch(/warning|error|not deleted/)
        const even = revision % 2 === 0
        expect(await state(cluster), what).toEqual({
          locks: 0,
          revision: `${revision} succeeded`,
          members: [`changed ${revision}`, even ? 'even' : 'odd', 'same', ...(even ? ['web'] : [])],
        })
      }
    })
  }
})

test('many requests that are repeated at once, and many commands, are nothing that Node warns of', async ({
  cluster,
}) => {
  const names = Array.from({ length: 30 }, (_, index) => `map-${index}`)
  const command = (index: number) => `  - {command: [sh, -c, 'sleep 0.2; echo {}'], as: c${index}}\n`
  const project = await cluster.createProject({
    files: {
      'kdeploy.yaml': 'name: shop\n',
      'profiles/prod_shop.yaml': `namespace: ${cluster.namespace}\nvariablesFrom:\n${names.map((_, index) => command(index)).join('')}`,
      'templates/all.yaml': names
        .map((name) => `{apiVersion: v1, kind: ConfigMap, metadata: {name: ${name}}}`)
        .join('\n---\n'),
    },
  })
  const met = new Set<string>()
  const proxy = await startApiProxy(cluster, ({ url }) => {
    const [name] = /configmaps\/map-\d+/.exec(url) ?? []
    if (name === undefined || met.has(name)) return undefined
    met.add(name)
    return { code: 503, reason: 'ServiceUnavailable', message: 'apiserver is shutting down' }
  })

  const running = cluster.startKdeploy(['apply', '--profile', 'prod_shop'], {
    cwd: project.folder,
    env: { KUBECONFIG: proxy.kubeconfig },
  })
  const { exitCode, stderr } = await running.result
  await proxy.close()

  expect(met.size).toBe(30)
  expect(stderr).not.toMatch(/Warning|\(node:/)
  expect(exitCode, stderr).toBe(0)
})
