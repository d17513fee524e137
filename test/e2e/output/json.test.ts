import { describe, expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import { contradictions, parseEvents } from '../../support/output/documented.ts'
import { createShop } from '../../support/projects/shop.ts'

describe('-o json', () => {
  test('tells an apply as documented events, with the result last', async ({ cluster }) => {
    const shop = await createShop(cluster, { replicas: 2 })

    const { exitCode, stdout } = await shop.kdeploy('apply', '-o', 'json')
    const events = parseEvents(stdout)

    expect(events.flatMap(contradictions)).toEqual([])
    const types = events.map(({ type }) => type)
    // How often its state changes on the way depends on the cluster.
    expect([...new Set(types)].filter((type) => type !== 'progress')).toEqual([
      'start',
      'planned',
      'written',
      'ready',
      'result',
    ])
    expect(events.filter(({ type }) => type === 'written')).toHaveLength(2)
    expect(events.at(-1)).toMatchObject({
      ...{ command: 'apply', exitCode: 0, created: 2, changed: 0, unchanged: 0, revision: 1, failures: [] },
    })
    expect(exitCode).toBe(0)
  })

  test('names template line, pod, container, reason and log of a failure', async ({ cluster }) => {
    const shop = await createShop(cluster, { stage: 'crash-loop' })

    const { exitCode, stdout } = await shop.kdeploy('apply', '-o', 'json')
    const events = parseEvents(stdout)

    expect(events.flatMap(contradictions)).toEqual([])
    const failure = {
      object: { group: 'apps', version: 'v1', kind: 'Deployment', namespace: cluster.namespace, name: 'web' },
      place: { file: 'templates/web.yaml', line: 1 },
      causes: [{ reason: 'CrashLoopBackOff', container: 'app', final: true, pod: expect.stringMatching(/^web-/) }],
    }
    expect(events.filter(({ type }) => type === 'failed')).toMatchObject([failure])
    const result = events.at(-1) as unknown as { failures: { causes: { log: string[] }[] }[] }
    expect(result).toMatchObject({ type: 'result', exitCode: 5, revision: 1, failures: [failure] })
    expect(result.failures[0]?.causes[0]?.log).toContain("KeyError: 'API_KEY'")
    expect(exitCode).toBe(5)
  })

  test('tells an error with its problems, and the result after it', async ({ cluster }) => {
    const shop = await createShop(cluster, {
      files: {
        'templates/bad.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: bad}\nspec: {ports: [{port: 99999}]}\n',
        'templates/typo.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: typo}\ndatas: {a: b}\n',
      },
    })

    const { exitCode, stdout } = await shop.kdeploy('apply', '-o', 'json')
    const events = parseEvents(stdout)

    expect(events.flatMap(contradictions)).toEqual([])
    const files = (events.at(-2) as unknown as { problems: { place: { file: string } }[] }).problems.map(
      ({ place }) => place.file,
    )
    expect(new Set(files)).toEqual(new Set(['templates/bad.yaml', 'templates/typo.yaml']))
    expect(events.at(-2)).toMatchObject({ type: 'error', category: 'input' })
    expect(events.at(-1)).toMatchObject({ type: 'result', exitCode: 2, created: 0, changed: 0 })
    expect(exitCode).toBe(2)
  })

  test('tells a diff object by object, and an undo with the revision that it brought back', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await shop.change({ greeting: 'good evening' })

    const diff = await shop.kdeploy('diff', '-o', 'json')
    const events = parseEvents(diff.stdout)
    expect(events.flatMap(contradictions)).toEqual([])
    expect(events).toMatchObject([
      {
        type: 'start',
        release: `shop/prod_shop/${cluster.namespace}`,
        namespace: cluster.namespace,
        kubeContext: 'admin',
        server: expect.stringMatching(/^https:/),
      },
      { type: 'warning', message: expect.stringContaining('do not restart to read it') },
      { type: 'planned', create: 0, change: 1, unchanged: 1 },
      { type: 'impact', rollouts: [] },
      { type: 'difference', action: 'change', object: { kind: 'ConfigMap' }, place: { file: 'templates/config.yaml' } },
      { type: 'result', command: 'diff', exitCode: 1, differences: 1 },
    ])
    expect((events[4] as unknown as { diff: string[] }).diff).toContain('+greeting: good evening')
    expect(diff.exitCode).toBe(1)

    await shop.kdeploy('apply')
    const undone = parseEvents((await shop.kdeploy('undo', '-o', 'json')).stdout)
    expect(undone.flatMap(contradictions)).toEqual([])
    expect(undone.at(-1)).toMatchObject({ type: 'result', command: 'undo', exitCode: 0, target: 1, revision: 3 })
    const workload = parseEvents(
      (await shop.kdeploy('undo', 'deployment/web', '--to-revision', '1', '-n', cluster.namespace, '-o', 'json'))
        .stdout,
    )
    expect(workload.flatMap(contradictions)).toEqual([])
    expect(workload.at(-1)).toMatchObject({ type: 'result', command: 'undo', target: 1, changed: 0, unchanged: 1 })
  })

  test('masks what a sensitive value brought into an error of the API server', async ({ cluster }) => {
    await cluster.create([
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'db' }, stringData: { size: 'hunter2hunter2' } },
    ])
    const shop = await createShop(cluster, {
      files: {
        'profiles/prod.yaml': 'variablesFrom:\n- {secret: db, as: db}\n',
        'templates/claim.yaml':
          'apiVersion: v1\nkind: Service\nmetadata: {name: db}\nspec: {clusterIP: "{{ db.size }}", ports: [{port: 1}]}\n',
      },
    })

    const { exitCode, stdout } = await shop.kdeploy('apply', '-o', 'json')

    expect(parseEvents(stdout).at(-2)).toMatchObject({ type: 'error' })
    expect(stdout).not.toContain('hunter2')
    expect(exitCode).toBe(2)
  })
})
