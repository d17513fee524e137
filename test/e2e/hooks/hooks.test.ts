import { describe, expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import { revisionsOf } from '../../support/output/ci-output.ts'
import { contradictions, parseEvents } from '../../support/output/documented.ts'
import { withoutStart } from '../../support/output/start-line.ts'
import { hookJob } from '../../support/projects/hooks.ts'
import { createShop } from '../../support/projects/shop.ts'

/** What a run's text says of hooks and writes, in their order, without namespaces. */
function stepsOf(stderr: string): string[] {
  return [...stderr.matchAll(/^(hook|created|changed|ready|failed) +(\w+) [^/\n]+\/([\w-]+)/gm)].map(
    ([, what, kind, name]) => `${what} ${kind} ${name}`,
  )
}

describe('hooks', () => {
  test('run before and after everything else, one after another, by wave and then as they are rendered', async ({
    cluster,
  }) => {
    const after = hookJob({ name: 'smoke', when: 'after-apply' })
    const first = hookJob({ name: 'check', annotations: ['kdeploy.dev/wave: "-1"'] })
    const files = {
      'templates/a-after.yaml': after,
      'templates/b-migrate.yaml': `${hookJob({ pod: 'test.kdeploy.dev/complete-after: 1s' })}---\n${hookJob({ name: 'index' })}`,
      'templates/z-check.yaml': first,
    }
    const shop = await createShop(cluster, { files })

    const { stderr, exitCode } = await shop.kdeploy('apply')

    expect(stepsOf(stderr)).toEqual([
      ...['hook Job check', 'ready Job check', 'hook Job migrate', 'ready Job migrate', 'hook Job index'],
      ...['ready Job index', 'created ConfigMap shop', 'created Deployment web', 'ready Deployment web'],
      ...['hook Job smoke', 'ready Job smoke'],
    ])
    expect(stderr).toContain('plan: 2 to create, 0 to change, 0 unchanged, 4 hooks to run')
    expect(stderr).toContain('done: revision 1, 2 created, 0 changed, 0 unchanged')
    expect(exitCode).toBe(0)
  })

  test('show their log while they run, each line once, sensitive values masked', async ({ cluster }) => {
    const secret = 'variablesFrom:\n- {file: secret.yaml, sensitive: true}\n'
    const files = {
      'kdeploy.yaml': 'name: shop\n',
      'profiles/prod.yaml': secret,
      'secret.yaml': 'password: configuration\n',
      'templates/migrate.yaml': hookJob({ pod: 'test.kdeploy.dev/complete-after: 3s' }),
    }
    const shop = await createShop(cluster, { files })

    const { stdout, stderr } = await shop.kdeploy('apply', '-o', 'json')

    const events = parseEvents(stdout)
    expect(events.flatMap(contradictions)).toEqual([])
    const logs = events.filter(({ type }) => type === 'log')
    expect(logs.map(({ line }) => line)).toEqual(['starting', 'reading the (masked 1)', 'listening on port 8080'])
    expect(stderr).toMatch(/^migrate-\w{5} migrate \| reading the \(masked 1\)$/m)
    const ready = events.find(({ type }) => type === 'ready')
    const told = Date.parse(String(logs.at(-1)?.['time']))
    expect(Date.parse(String(ready?.['time'])) - told).toBeGreaterThan(1000)
  })

  test('are shown by diff, with what changed in them', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: { 'templates/migrate.yaml': hookJob() } })
    await shop.kdeploy('apply')
    await shop.change({ tag: '2', files: { 'templates/migrate.yaml': hookJob({ tag: '2' }) } })

    const { stdout, stderr, exitCode } = await shop.kdeploy('diff')
    const json = parseEvents((await shop.kdeploy('diff', '-o', 'json')).stdout)

    expect(withoutStart(stderr)).toBe(
      `plan: 0 to create, 1 to change, 1 unchanged, 1 hook to run\nimpact: rolls Deployment ${cluster.namespace}/web (1 pod); runs Job ${cluster.namespace}/migrate\n`,
    )
    expect(stdout).toMatch(
      new RegExp(
        `^--- Job ${cluster.namespace}/migrate \\(last revision\\)\n\\+\\+\\+ Job \\S+ \\(templates/migrate.yaml:1:1, hook: runs before the deploy\\)\n`,
      ),
    )
    expect(stdout).toContain('-image: registry.example.com/shop:1\n+image: registry.example.com/shop:2\n---')
    expect(exitCode).toBe(1)
    expect(json.flatMap(contradictions)).toEqual([])
    expect(json.find(({ type }) => type === 'difference')).toMatchObject({ action: 'run', hook: 'before-apply' })
  })

  test('run anew each time, whatever changed in their Job', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: { 'templates/migrate.yaml': hookJob() } })
    await shop.kdeploy('apply')
    const uid = () => cluster.kubectl(['get', 'job/migrate', '-o', 'jsonpath={.metadata.uid}'])
    const first = await uid()
    await shop.change({ tag: '2', files: { 'templates/migrate.yaml': hookJob({ tag: '2' }) } })

    const { exitCode } = await shop.kdeploy('apply')

    expect(exitCode).toBe(0)
    expect(await uid()).not.toBe(first)
    const image = 'jsonpath={.spec.template.spec.containers[0].image}'
    expect(await cluster.kubectl(['get', 'job/migrate', '-o', image])).toBe('registry.example.com/shop:2')
    expect(await revisionsOf(cluster)).toEqual(['1 succeeded apply', '2 succeeded apply'])
  })

  test('of a namespace that is made by the same run are made in it', async ({ cluster }) => {
    const namespace = `${cluster.namespace}-new`
    const shop = await createShop(cluster, { files: { 'templates/migrate.yaml': hookJob() } })
    try {
      const { stderr, exitCode } = await shop.kdeploy('apply', '--create-namespace', '-n', namespace)

      expect(stepsOf(stderr).slice(0, 3)).toEqual(['hook Job migrate', 'ready Job migrate', 'created ConfigMap shop'])
      expect(exitCode).toBe(0)
    } finally {
      await cluster.kubectl(['delete', 'namespace', namespace, '--wait=false', '--ignore-not-found'])
    }
  })
})
