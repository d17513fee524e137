import { describe, expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { createShop } from '../../support/projects/shop.ts'

const settings = (name: string, after: string, more = '') => `apiVersion: v1
kind: ConfigMap
metadata:
  name: ${name}
  annotations: {kdeploy.dev/after: "${after}"${more}}
data: {a: b}
`

const names = async (cluster: Cluster) =>
  (await cluster.kubectl(['get', 'configmaps', '-o', 'name'])).split('\n').map((name) => name.split('/')[1])

describe('an object that comes after another', () => {
  test('is written when that is there and ready, outside the release', async ({ cluster }) => {
    const shop = await createShop(cluster, {
      files: { 'templates/late.yaml': settings('late', 'ConfigMap/flag, Job.batch/seed') },
    })
    const running = cluster.startKdeploy(['apply', '--profile', 'prod_shop'], { cwd: shop.folder })
    await cluster.waitFor('the first wait', async () =>
      /waiting up to 10 min for ConfigMap \S+\/flag, which does not exist: ConfigMap \S+\/late comes after it/.test(
        running.output(),
      ),
    )
    expect(await names(cluster)).not.toContain('late')
    await cluster.create([{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'flag' } }])
    await cluster.waitFor('the second wait', async () =>
      /waiting up to 10 min for Job \S+\/seed/.test(running.output()),
    )
    expect(await names(cluster)).not.toContain('late')
    const container = { name: 'seed', image: 'registry.example.com/seed' }
    const template = { spec: { restartPolicy: 'Never', containers: [container] } }
    await cluster.create([{ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'seed' }, spec: { template } }])

    const { exitCode, stderr } = await running.result
    expect(stderr).toMatch(/ready +Job \S+\/seed: completed\n(?:.*\n)*created +ConfigMap \S+\/late/)
    expect(exitCode).toBe(0)
    expect(await names(cluster)).toContain('late')
  })

  test('follows one of its own wave, and waits for nothing where it does not change', async ({ cluster }) => {
    const gate = 'kdeploy.dev/ready-when: "{.data.open}=yes"'
    const shop = await createShop(cluster, {
      files: {
        'templates/a-late.yaml': settings('late', 'ConfigMap/gate'),
        'templates/gate.yaml': settings('gate', 'ConfigMap/shop', `, ${gate}`),
      },
    })
    const running = cluster.startKdeploy(['apply', '--profile', 'prod_shop'], { cwd: shop.folder })
    await cluster.waitFor('the wait', async () => /gate: waiting for \{\.data\.open\}=yes/.test(running.output()))
    expect(await names(cluster)).toContain('gate')
    expect(await names(cluster)).not.toContain('late')
    await cluster.kubectl(['patch', 'configmap/gate', '-p', '{"data":{"open":"yes"}}'])
    expect((await running.result).exitCode).toBe(0)
    expect(await names(cluster)).toContain('late')

    await cluster.kubectl(['patch', 'configmap/gate', '-p', '{"data":{"open":"no"}}'])
    const again = await shop.kdeploy('apply', '--timeout', '2s')
    expect(again.stderr).not.toMatch(/late comes after/)
  })

  test('is warned of before anything is written where that is neither rendered nor there, with the near name', async ({
    cluster,
  }) => {
    const shop = await createShop(cluster, {
      files: {
        'templates/late.yaml': settings('late', 'Deployment/wbe, ConfigMap/shop, ConfigMap/kube-root-ca.crt, Job/x'),
      },
    })
    const { stderr, exitCode } = await shop.kdeploy('diff')
    const warnings = stderr.split('\n').filter((line) => line.startsWith('warning:'))
    const until = 'which is neither rendered nor on the cluster: it is written only once that exists'
    expect(warnings).toEqual([
      `warning: templates/late.yaml:5:17: ConfigMap ${cluster.namespace}/late comes after Deployment ${cluster.namespace}/wbe, ${until}; did you mean web?`,
      `warning: templates/late.yaml:5:17: ConfigMap ${cluster.namespace}/late comes after Job ${cluster.namespace}/x, ${until}`,
    ])
    expect(exitCode).toBe(1)
    const skipped = await shop.kdeploy('diff', '--skip-references', 'job/x', '--skip-references', 'deployment/wbe')
    expect(skipped.stderr).not.toContain('warning:')

    const { stdout } = await shop.kdeploy('apply', '--timeout', '1s', '-o', 'json')
    const types = stdout.split('\n').flatMap((line) => (line === '' ? [] : String(JSON.parse(line).type)))
    expect(types.indexOf('warning')).toBeGreaterThanOrEqual(0)
    expect(types.indexOf('warning')).toBeLessThan(types.indexOf('written'))
  })

  test('is not written where that does not come, and everything written is named', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: { 'templates/late.yaml': settings('late', 'ConfigMap/flag') } })

    const { exitCode, stderr } = await shop.kdeploy('apply', '--timeout', '1s')

    expect(exitCode).toBe(5)
    expect(stderr).toMatch(
      /late\.yaml:5:\d+: ConfigMap \S+\/late was not written: ConfigMap \S+\/flag, which it comes after, is not ready: it did not exist within 1 s/,
    )
    expect(await names(cluster)).not.toContain('late')
  })

  test.for([
    ['Wombat/x', 'names Wombat/x, but the cluster does not serve that kind'],
    ['flag', 'names "flag", which is not an object'],
    ['ConfigMap/late', 'makes the object come after itself'],
    ['Deployment/web', 'which is always written later'],
  ] as const)('is refused before anything is written where it names %s', async ([after, message], { cluster }) => {
    const shop = await createShop(cluster, { files: { 'templates/late.yaml': settings('late', after) } })

    const { exitCode, stderr } = await shop.kdeploy('apply')

    expect(stderr).toContain(message)
    expect(stderr).toMatch(/late\.yaml:5/)
    expect(exitCode).toBe(2)
    expect(await names(cluster)).not.toContain('shop')
  })

  test('may be a hook', async ({ cluster }) => {
    const shop = await createShop(cluster, {
      files: {
        'templates/migrate.yaml': `apiVersion: batch/v1
kind: Job
metadata:
  name: migrate
  annotations: {kdeploy.dev/hook: before-apply, kdeploy.dev/after: ConfigMap/flag}
spec:
  template:
    spec:
      restartPolicy: Never
      containers: [{name: migrate, image: registry.example.com/migrate}]
`,
      },
    })

    const failed = await shop.kdeploy('apply', '--timeout', '1s')
    await cluster.create([{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'flag' } }])
    const done = await shop.kdeploy('apply')

    expect(failed.stderr).toMatch(/the hook Job \S+\/migrate was not run/)
    expect(failed.stderr).toContain('nothing was written')
    expect(failed.exitCode).toBe(5)
    expect(done.exitCode).toBe(0)
  })
})
