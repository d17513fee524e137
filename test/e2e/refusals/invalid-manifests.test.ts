import { describe, expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import { testShown } from '../../support/output/views.ts'
import { createShop } from '../../support/projects/shop.ts'

const deployment = (container: string) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  selector:
    matchLabels: {app: api}
  template:
    metadata:
      labels: {app: api}
    spec:
      containers:
      - name: app
        image: registry.example.com/api:1
${container}`

describe('apply of a manifest that the server refuses', () => {
  testShown('names a duplicate env entry with its line, at once, and writes nothing', async (cluster, showing) => {
    const files = {
      'templates/api.yaml': deployment(
        '        env:\n        - name: MODE\n          value: a\n        - name: MODE\n          value: b\n',
      ),
    }
    const shop = await createShop(cluster, { files })
    const began = Date.now()

    const { exitCode, shown } = await shop.show(showing, 'apply')

    expect(Date.now() - began).toBeLessThan(10_000)
    await expect(shown).toMatchFileSnapshot(showing.golden('duplicate-env'))
    expect(exitCode).toBe(2)
    expect(await cluster.kubectl(['get', 'deployment,lease,secret', '-o', 'name'])).toBe('')
  })

  test('finds a duplicate env entry of an object that is there already before any hook runs', async ({ cluster }) => {
    const entry = '        - {name: MODE, value: a}\n'
    const hook =
      'apiVersion: batch/v1\nkind: Job\nmetadata: {name: migrate, annotations: {kdeploy.dev/hook: before-apply}}\nspec: {template: {spec: {restartPolicy: Never, containers: [{name: app, image: shop}]}}}\n'
    const shop = await createShop(cluster, {
      files: { 'templates/api.yaml': deployment(`        env:\n${entry}`) },
    })
    expect(await shop.kdeploy('apply')).toMatchObject({ exitCode: 0 })
    await shop.change({
      files: { 'templates/api.yaml': deployment(`        env:\n${entry}${entry}`), 'templates/hook.yaml': hook },
    })

    for (const command of ['diff', 'apply']) {
      const { exitCode, stderr } = await shop.kdeploy(command)
      expect([exitCode, stderr]).toEqual([2, expect.stringContaining('two entries with name "MODE"')])
    }
    expect(await cluster.kubectl(['get', 'job', '-o', 'name'])).toBe('')
    expect((await shop.kdeploy('history')).stdout).not.toMatch(/^2 /m)
  })

  testShown('names an unknown field with its line, and writes nothing', async (cluster, showing) => {
    const files = { 'templates/api.yaml': deployment('        imagePullPolice: Always\n') }
    const shop = await createShop(cluster, { files })

    const { exitCode, shown } = await shop.show(showing, 'apply')

    await expect(shown).toMatchFileSnapshot(showing.golden('unknown-field'))
    expect(exitCode).toBe(2)
    expect(await cluster.kubectl(['get', 'deployment,lease,secret', '-o', 'name'])).toBe('')
  })

  testShown('lists the problems of all objects, each with its line and field', async (cluster, showing) => {
    const files = {
      'templates/api.yaml': deployment('        imagePullPolice: Always\n'),
      'templates/bad.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: bad}\nspec: {ports: [{port: 99999}]}\n',
      'templates/typo.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: typo}\ndatas: {a: b}\n',
    }
    const shop = await createShop(cluster, { files })

    const { exitCode, shown } = await shop.show(showing, 'apply')

    await expect(shown).toMatchFileSnapshot(showing.golden('several-invalid'))
    expect(exitCode).toBe(2)
    expect(await cluster.kubectl(['get', 'configmap,deployment,service,lease,secret', '-o', 'name'])).toBe(
      'configmap/kube-root-ca.crt\n',
    )
  })

  test('names the variable that a refused field was made of, and its file', async ({ cluster }) => {
    const files = {
      'profiles/default.yaml': 'variables:\n  port: "{{ base }}"\n  transport: XTP\n',
      'profiles/prod.yaml': 'variables: {base: 99999}\n',
      'templates/api.yaml': deployment('        ports: [{containerPort: {{ port }}, protocol: "{{ transport }}"}]\n'),
    }
    const shop = await createShop(cluster, { files })

    const { exitCode, stderr } = await shop.kdeploy('apply')

    expect(stderr).toMatch(
      /containerPort: Invalid value: 99999: .*\n +port from profiles\/default\.yaml:2 \(base from profiles\/prod\.yaml:1\)\n/,
    )
    expect(stderr).toMatch(/protocol: Unsupported value: "XTP": .*\n +transport from profiles\/default\.yaml:3\n/)
    expect(exitCode).toBe(2)
  })

  test('names a wave that is no whole number with its line', async ({ cluster }) => {
    const files = {
      'templates/late.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: late\n  annotations:\n    kdeploy.dev/wave: last\n',
    }
    const shop = await createShop(cluster, { files })

    const { exitCode, stderr } = await shop.kdeploy('apply')

    expect(stderr).toContain(
      'templates/late.yaml:6:5: the annotation kdeploy.dev/wave of ConfigMap late must be a whole number, found "last"',
    )
    expect(exitCode).toBe(2)
  })
})

test('counts manifests with an error apart from what a plan does, and from options that name nothing', async ({
  cluster,
}) => {
  const shop = await createShop(cluster, {
    files: { 'templates/api.yaml': deployment('        imagePullPolice: Always\n') },
  })

  const diff = await shop.kdeploy('diff')
  const apply = await shop.kdeploy('apply', '--adopt', 'configmap/shpo')

  expect(diff.stderr).toContain('plan: 2 to create, 0 to change, 0 unchanged, 1 with an error\n')
  expect(apply.stderr).toContain(
    "error: 1 of 3 manifests can't be applied, and there is 1 more problem\n  error: --adopt",
  )
  expect([diff.exitCode, apply.exitCode]).toEqual([2, 2])
})
