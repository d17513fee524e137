import { describe, expect } from 'vitest'
import { type Fault, type ProxiedRequest, startApiProxy } from '../../support/cluster/api-proxy.ts'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { interruptHeld } from '../../support/faults/interrupted.ts'
import { revisionsOf } from '../../support/output/ci-output.ts'
import { withoutStart } from '../../support/output/start-line.ts'
import { hookJob } from '../../support/projects/hooks.ts'
import { createShop } from '../../support/projects/shop.ts'

interface Interrupted {
  /** When to freeze the API server, and to interrupt the run a moment later. */
  readonly when: (request: ProxiedRequest) => boolean
  readonly freeze: boolean
  readonly signals?: readonly NodeJS.Signals[]
  readonly inject?: (request: ProxiedRequest) => Fault | undefined
}

/** Applies a shop whose pods never get ready, and interrupts it; `took` in milliseconds from the first signal on. */
async function interrupted(cluster: Cluster, { when, freeze, signals = ['SIGINT'], inject }: Interrupted) {
  const shop = await createShop(cluster, { stage: 'never-ready' })
  let seen = false
  const proxy = await startApiProxy(cluster, (request) => {
    if (when(request)) {
      seen = true
      if (freeze) proxy.freeze()
    }
    return inject?.(request)
  })
  try {
    const env = { KUBECONFIG: proxy.kubeconfig }
    const running = cluster.startKdeploy(['apply', '-p', 'prod_shop'], { cwd: shop.folder, env })
    await cluster.waitFor('the request', async () => seen)
    await pause(300)
    const began = Date.now()
    for (const signal of signals) {
      running.child.kill(signal)
      await pause(50)
    }
    const result = await running.result
    return { ...result, took: Date.now() - began }
  } finally {
    await proxy.close()
  }
}

/** Milliseconds: it takes one or two seconds where the machine is quiet, and took 28 before it was mended. */
const timeLimit = 12_000

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
const isDryRun = ({ method, url }: ProxiedRequest) => method === 'PATCH' && url.includes('dryRun=All')
const isWrite = ({ method, url }: ProxiedRequest) => method === 'PATCH' && !url.includes('dryRun=All')
const isPodWatch = ({ url }: ProxiedRequest) => /\/pods\?.*watch=true/.test(url)

async function locks({ kubectl }: Cluster): Promise<string> {
  return kubectl(['get', 'lease', '-o', 'name'])
}

describe('a signal ends an apply within about a second where the API server has stopped answering', () => {
  test('while it plans', async ({ cluster }) => {
    const { stderr, exitCode, took } = await interrupted(cluster, { when: isDryRun, freeze: true })

    expect(took).toBeLessThan(timeLimit)
    expect(withoutStart(stderr)).toBe('interrupted by SIGINT\nrerun the command: it continues from the current state\n')
    expect(exitCode).toBe(130)
  })

  test('while it writes, and it names what has an unknown outcome', async ({ cluster }) => {
    const { stderr, exitCode, took } = await interrupted(cluster, { when: isWrite, freeze: true })

    expect(took).toBeLessThan(timeLimit)
    expect(stderr).toMatch(/interrupted by SIGINT; outcome unknown: ConfigMap \S+\/shop\nrerun the/)
    expect(stderr).toMatch(/warning: revision 1 could not be recorded as failed: [^\n]*interrupted before/)
    expect(stderr).toMatch(/warning: could not release the lock; it expires on its own: /)
    expect(exitCode).toBe(130)
  })

  test('while it waits', async ({ cluster }) => {
    const { stderr, exitCode, took } = await interrupted(cluster, {
      when: isPodWatch,
      freeze: true,
      signals: ['SIGTERM'],
    })

    expect(took).toBeLessThan(timeLimit)
    expect(stderr).toMatch(/interrupted by SIGTERM; already written: ConfigMap \S+\/shop, Deployment \S+\/web\n/)
    expect(exitCode).toBe(143)
  })

  test('at once by a second signal', async ({ cluster }) => {
    const signals = ['SIGINT', 'SIGINT'] as const
    const { stderr, exitCode, took } = await interrupted(cluster, { when: isWrite, freeze: true, signals })

    expect(took).toBeLessThan(timeLimit)
    expect(withoutStart(stderr)).toMatch(/^plan: [^\n]*\n$/)
    expect(exitCode).toBe(130)
    expect(await revisionsOf(cluster)).toEqual(['1 pending apply'])
    expect(await locks(cluster)).not.toBe('')
  })
})

test('a signal waits for the answer of a slow write, records the revision and gives the lock back', async ({
  cluster,
}) => {
  const { stderr, exitCode, took } = await interrupted(cluster, {
    when: isWrite,
    freeze: false,
    inject: (request) => (isWrite(request) || request.method === 'PUT' ? { delay: 700 } : undefined),
  })

  expect(took).toBeLessThan(3000)
  expect(stderr).toMatch(/interrupted by SIGINT; already written: ConfigMap \S+\/shop\n/)
  expect(exitCode).toBe(130)
  expect(await revisionsOf(cluster)).toEqual(['1 failed apply'])
  expect(await locks(cluster)).toBe('')
})

test('a signal that ends a question about what was just written hides nothing of what was', async ({ cluster }) => {
  const group = `${cluster.namespace}.example.com`
  const definition = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.${group}}
spec:
  group: ${group}
  scope: Namespaced
  names: {kind: Widget, plural: widgets, singular: widget}
  versions:
  - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}
`
  const shop = await createShop(cluster, { files: { 'templates/crd.yaml': definition } })
  let isWritten = false
  const holds = (request: ProxiedRequest) => {
    if (!request.url.includes(`/customresourcedefinitions/widgets.${group}`)) return false
    if (request.method === 'GET' && isWritten) return true
    isWritten ||= isWrite(request)
    return false
  }
  try {
    const { exitCode, stderr } = await interruptHeld(cluster, shop.folder, ['apply'], { holds })

    expect(stderr).toContain(
      `interrupted by SIGTERM; already written: CustomResourceDefinition widgets.${group}\nrerun the command`,
    )
    expect(exitCode).toBe(143)
    expect(await revisionsOf(cluster)).toEqual(['1 failed apply'])
  } finally {
    await cluster.kubectl(['delete', 'crd', `widgets.${group}`])
  }
})

describe('a signal after many writes', () => {
  const settings = (color: string) =>
    Object.fromEntries(
      [10, 9, 2, 1].map((number) => [
        `templates/s-${number}.yaml`,
        `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: s-${number}}\ndata: {color: ${color}}\n`,
      ]),
    )

  test('is answered with their number first, then their names sorted, and what leads back', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: settings('red') })
    await shop.kdeploy('apply')
    await shop.change({ greeting: 'bye', tag: '2', stage: 'never-ready', files: settings('blue') })
    const running = cluster.startKdeploy(['apply', '-p', 'prod_shop', '-q'], { cwd: shop.folder })
    const written = ['get', 'deployment/web', '-o', 'jsonpath={..image}']
    await cluster.waitFor('the write', async () => (await cluster.kubectl(written)).endsWith(':2'))
    await new Promise((resolve) => setTimeout(resolve, 1500))

    running.child.kill('SIGINT')
    const { stderr } = await running.result
    expect(stderr).toMatch(/^waiting {2}Deployment \S+\/web: waiting for .*\ninterrupted by SIGINT/m)
    const undone = await shop.kdeploy('undo')

    expect(stderr.slice(stderr.indexOf('interrupted'))).toBe(
      `interrupted by SIGINT; 6 already written: ConfigMap ${cluster.namespace}/s-1, s-2, s-9, s-10, shop; Deployment ${cluster.namespace}/web
rerun the command: it continues from the current state
or restore revision 1: kdeploy undo -p prod_shop
`,
    )
    expect(undone.stderr).toContain('restored revision 1 as revision 3')
    expect(undone.exitCode).toBe(0)
  })

  test('leads back nowhere where it wrote nothing, as what it would restore runs', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    const files = { 'templates/migrate.yaml': hookJob({ pod: 'test.kdeploy.dev/stage: never-ready' }) }
    await shop.change({ tag: '2', files })
    const running = cluster.startKdeploy(['apply', '-p', 'prod_shop'], { cwd: shop.folder })
    await cluster.waitFor('the hook', async () => /waiting/.test(running.output()))

    running.child.kill('SIGINT')
    const { stderr } = await running.result

    expect(stderr).toContain('no object of the release was written')
    expect(stderr).not.toContain('kdeploy undo')
  })

  test('leads back nowhere where it is the first', async ({ cluster }) => {
    const shop = await createShop(cluster, { stage: 'never-ready' })
    const running = cluster.startKdeploy(['apply', '-p', 'prod_shop'], { cwd: shop.folder })
    await cluster.waitFor('the wait', async () => /waiting/.test(running.output()))

    running.child.kill('SIGINT')

    expect((await running.result).stderr).toMatch(/\nrerun the command: it continues from the current state\n$/)
  })
})
