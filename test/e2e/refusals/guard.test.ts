import type { ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { type ApiProxy, startApiProxy } from '../../support/cluster/api-proxy.ts'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { program } from '../../support/kdeploy.ts'
import { childOf, startOnTerminal } from '../../support/output/terminal.ts'
import { startProgram } from '../../support/program.ts'
import { createShop } from '../../support/projects/shop.ts'

const greeting = (cluster: Cluster) =>
  cluster.kubectl(['get', 'configmap/shop', '--ignore-not-found', '-o', 'jsonpath={.data.greeting}'])

/** Everything that an apply could have written. */
const written = (cluster: Cluster) =>
  cluster.kubectl(['get', 'deployments,configmaps,secrets,leases', '-o', 'name']).then((names) =>
    names
      .split('\n')
      .filter((name) => name !== '' && name !== 'configmap/kube-root-ca.crt')
      .join('\n'),
  )

const bound = (guard: string) => ({ files: { 'profiles/prod.yaml': `guard: {${guard}}\n` } })

/** Every request but for discovery. */
const objectsAsked = ({ requests }: ApiProxy) =>
  requests.filter(({ url }) => !/^\/apis?(\?|$)/.test(url)).map(({ method, url }) => `${method} ${url}`)

describe('a guard', () => {
  for (const [key, what] of [
    ['kubeContext', 'kube context'],
    ['cluster', 'cluster'],
    ['namespace', 'namespace'],
  ] as const) {
    test(`of another ${what} stops apply and undo before anything is written`, async ({ cluster }) => {
      const shop = await createShop(cluster, bound(`${key}: elsewhere`))

      const apply = await shop.kdeploy('apply', '--yes')

      expect(apply.stderr).toContain(
        `profiles/prod.yaml:1:9: the guard requires the ${what} elsewhere, but this run would use `,
      )
      expect(apply.exitCode).toBe(2)
      expect(await written(cluster)).toBe('')

      await shop.change({ files: { 'profiles/prod.yaml': '' } })
      await shop.kdeploy('apply')
      await shop.change({ greeting: 'bye', files: { 'profiles/prod.yaml': '' } })
      await shop.kdeploy('apply')
      await shop.change(bound(`${key}: elsewhere`))
      for (const args of [['undo'], ['undo', 'deployment/web']]) {
        const undo = await shop.kdeploy(...args, '--yes')

        expect(undo.stderr).toContain(`the guard requires the ${what} elsewhere`)
        expect(undo.exitCode).toBe(2)
      }
      expect(await greeting(cluster)).toBe('bye')
    })
  }

  test('stops before a command is run or a live source is read', async ({ cluster }) => {
    const sources = 'variablesFrom:\n- {command: [touch, ran], as: x}\n- {secret: nobody, as: s}\n'
    for (const guard of ['kubeContext: elsewhere', 'cluster: elsewhere', 'namespace: elsewhere']) {
      const shop = await createShop(cluster, { files: { 'profiles/prod.yaml': `guard: {${guard}}\n${sources}` } })

      const { stderr, exitCode } = await shop.kdeploy('apply', '--yes')

      expect(stderr).toContain('the guard requires the ')
      expect(stderr).not.toContain('nobody')
      expect(exitCode).toBe(2)
      expect(existsSync(join(shop.folder, 'ran'))).toBe(false)
    }
  })

  for (const [command, ...args] of [
    ['render'],
    ['explain'],
    ['diff'],
    ['apply', '--yes'],
    ['status'],
    ['history'],
    ['undo', '--yes'],
    ['undo', 'deployment/web', '--yes'],
    ['delete', '--yes'],
  ] as const) {
    test(`of another cluster lets ${[command, ...args].join(' ')} ask for nothing but its UID`, async ({ cluster }) => {
      const sources =
        'variablesFrom:\n- {command: [touch, ran], as: x}\n- {secret: db, as: s}\n- {configMap: db, as: c}\n'
      const shop = await createShop(cluster, {
        files: { 'profiles/prod.yaml': `guard: {cluster: elsewhere}\n${sources}` },
      })
      const proxy = await startApiProxy(cluster)

      const { stderr, exitCode } = await shop.kdeploy(command, ...args, '--kubeconfig', proxy.kubeconfig)
      await proxy.close()

      expect(stderr).toContain(
        'profiles/prod.yaml:1:9: the guard requires the cluster elsewhere, but this run would use',
      )
      expect(exitCode).toBe(2)
      expect(objectsAsked(proxy)).toEqual(['GET /api/v1/namespaces/kube-system'])
      expect(existsSync(join(shop.folder, 'ran'))).toBe(false)
    })
  }

  test('of this cluster is checked before its sources are read', async ({ cluster }) => {
    const uid = await cluster.kubectl(['get', 'namespace', 'kube-system', '-o', 'jsonpath={.metadata.uid}'])
    await cluster.kubectl(['create', 'secret', 'generic', 'db', '--from-literal=password=p'])
    const files = { 'profiles/prod.yaml': `guard: {cluster: ${uid}}\nvariablesFrom: [{secret: db, as: s}]\n` }
    const shop = await createShop(cluster, { files })

    for (const command of ['render', 'explain', 'diff']) {
      const proxy = await startApiProxy(cluster)
      const { stderr } = await shop.kdeploy(command, '--kubeconfig', proxy.kubeconfig)
      await proxy.close()

      const [first, ...others] = objectsAsked(proxy)
      expect(first).toBe('GET /api/v1/namespaces/kube-system')
      expect(others).toContain(`GET /api/v1/namespaces/${cluster.namespace}/secrets/db`)
      expect(stderr).not.toContain('error')
    }
  })

  test('that may not be checked keeps a source from being read, and says what it needs', async ({ cluster }) => {
    const kubeconfig = await cluster.kubeconfigFor([{ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }])
    const sources = 'variablesFrom: [{secret: db, as: s}, {command: [touch, ran], as: x}]\n'
    const shop = await createShop(cluster, { files: { 'profiles/prod.yaml': `guard: {cluster: some}\n${sources}` } })

    for (const command of ['render', 'diff']) {
      const { stderr, exitCode } = await shop.kdeploy(command, '--kubeconfig', kubeconfig)

      expect(stderr).toMatch(/namespace kube-system: .*get/)
      expect(stderr).toContain('the guard (profiles/prod.yaml:1:9) identifies the cluster by the UID of this namespace')
      expect(stderr).not.toContain('secret source')
      expect(exitCode).toBe(3)
      expect(existsSync(join(shop.folder, 'ran'))).toBe(false)
    }
  })

  test('of another kube context counts where its cluster is out of reach', async ({ cluster }) => {
    const shop = await createShop(cluster, bound('kubeContext: elsewhere, cluster: elsewhere'))
    const config = (await readFile(cluster.kubeconfig, 'utf8')).replace(/127\.0\.0\.1:\d+/, '127.0.0.1:1')
    await writeFile(join(shop.folder, 'kubeconfig'), config)

    const { stderr, exitCode } = await shop.kdeploy('apply', '--yes', '--kubeconfig', join(shop.folder, 'kubeconfig'))

    expect(stderr).toContain('the guard requires the kube context elsewhere')
    expect(exitCode).toBe(2)
  })

  test('that matches lets apply and undo pass, and every mismatch is named at once', async ({ cluster }) => {
    const context = (await cluster.kubectl(['config', 'current-context'])).trim()
    const uid = await cluster.kubectl(['get', 'namespace', 'kube-system', '-o', 'jsonpath={.metadata.uid}'])
    const right = bound(`kubeContext: ${context}, cluster: ${uid}, namespace: ${cluster.namespace}`)
    const shop = await createShop(cluster, right)

    const codes = [(await shop.kdeploy('apply')).exitCode]
    await shop.change({ ...right, greeting: 'bye' })
    codes.push((await shop.kdeploy('apply')).exitCode, (await shop.kdeploy('undo')).exitCode)
    await shop.change({ ...bound('kubeContext: a, cluster: b, namespace: c'), greeting: 'bye' })
    const wrong = await shop.kdeploy('apply')

    expect(codes).toEqual([0, 0, 0])
    expect(wrong.stderr).toMatch(/kube context a[\s\S]*cluster b[\s\S]*namespace c/)
    expect(await greeting(cluster)).toBe('hello')
  })
})

const confirmed = { files: { 'profiles/prod.yaml': 'confirm: true\n' } }

describe('confirm: true', () => {
  test('needs --yes where no terminal is there to ask on', async ({ cluster }) => {
    const shop = await createShop(cluster, confirmed)

    const refused = await shop.kdeploy('apply')
    const nothing = await written(cluster)
    const allowed = await shop.kdeploy('apply', '--yes')
    await shop.change({ ...confirmed, greeting: 'bye', tag: '2' })
    await shop.kdeploy('apply', '--yes')
    const undone = [await shop.kdeploy('undo'), await shop.kdeploy('undo', 'deployment/web')]

    expect(refused.stderr).toContain(`shop/prod_shop/${cluster.namespace}`)
    expect(refused.stderr).toContain('--yes')
    expect(refused.exitCode).toBe(2)
    expect(nothing).toBe('')
    expect(allowed.exitCode).toBe(0)
    for (const { stderr, exitCode } of undone) {
      expect(stderr).toContain('--yes')
      expect(exitCode).toBe(2)
    }
    expect(await greeting(cluster)).toBe('bye')
    expect(await cluster.kubectl(['get', 'deployment/web', '-o', 'jsonpath={..image}'])).toBe(
      'registry.example.com/shop:2',
    )
  })

  for (const [title, interrupt] of [
    ['Ctrl-C', async ({ stdin }: ChildProcess) => stdin?.write('\x03')],
    ['SIGINT', async ({ pid }: ChildProcess) => process.kill(Number(await childOf(pid)), 'SIGINT')],
  ] as const) {
    // script(1) takes other arguments elsewhere.
    test.skipIf(process.platform !== 'linux')(`ends at the question by ${title}, in one line`, async ({ cluster }) => {
      const shop = await createShop(cluster, confirmed)
      const env = { KUBECONFIG: cluster.kubeconfig }
      const options = { cwd: shop.folder, env, columns: 300, typed: true }
      const running = startOnTerminal(['apply', '-p', 'prod_shop'], options)
      await cluster.waitFor('the question', async () => running.output().includes('[y/N, d for the diff] '))

      await interrupt(running.child)
      const { stdout, exitCode } = await running.result

      expect(stdout.replaceAll('\r', '')).toMatch(
        /\[y\/N, d for the diff\] \S*\ninterrupted by SIGINT; nothing was written\n$/,
      )
      expect(exitCode).toBe(130)
      expect(await written(cluster)).toBe('')
    })
  }

  // script(1) takes other arguments elsewhere.
  test.skipIf(process.platform !== 'linux')(
    'leaves no trace of the question at a later SIGINT',
    async ({ cluster }) => {
      const shop = await createShop(cluster, { ...confirmed, stage: 'never-ready' })
      const env = { KUBECONFIG: cluster.kubeconfig, CI: 'true' }
      const options = { cwd: shop.folder, env, columns: 300, typed: true }
      const running = startOnTerminal(['apply', '-p', 'prod_shop'], options)
      await cluster.waitFor('the question', async () => running.output().includes('[y/N, d for the diff] '))
      running.child.stdin?.write('y\r')
      await cluster.waitFor('the wait', async () => running.output().includes('waiting'))

      process.kill(Number(await childOf(running.child.pid)), 'SIGINT')
      const { stdout, exitCode } = await running.result

      expect(stdout).toContain('interrupted by SIGINT; already written')
      expect(stdout.slice(stdout.indexOf('waiting'))).not.toContain('\r\n\r\n')
      expect(exitCode).toBe(130)
    },
  )

  // script(1) takes other arguments elsewhere.
  test.skipIf(process.platform !== 'linux')('asks on a terminal, and takes only yes for a yes', async ({ cluster }) => {
    const shop = await createShop(cluster, confirmed)
    const env = { PATH: process.env['PATH'], HOME: '/nonexistent', KUBECONFIG: cluster.kubeconfig }
    const command = `${program.shell} apply -p prod_shop`
    const answer = (input: string) =>
      startProgram('script', ['-qec', command, '/dev/null'], { cwd: shop.folder, env, input }).result

    const no = await answer('n\n')
    const nothing = await written(cluster)
    const yes = await answer('y\n')

    expect(no.stdout).toMatch(/apply of shop\/prod_shop\/\S+ \(kube context .*\)\? \[y\/N, d for the diff\]/)
    expect(no.exitCode).toBe(2)
    expect(nothing).toBe('')
    expect(yes.exitCode).toBe(0)
    expect(await greeting(cluster)).toBe('hello')
  })
})
