import { describe, expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import { ciOutput, revisionsOf } from '../../support/output/ci-output.ts'
import { createShop } from '../../support/projects/shop.ts'

const field = (cluster: { kubectl(args: readonly string[]): Promise<string> }, path: string) =>
  cluster.kubectl(['get', 'deployment/web', '-o', `jsonpath={${path}}`])

/** When a manager wrote differs from run to run. */
const timeless = (text: string) => text.replace(/ at \d{4}-\d\d-\d\dT[\d:]{8}Z/g, ' at TIME')

describe('a field of another manager', () => {
  test('is a conflict that names it, its field and its manager, before anything is written', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await cluster.kubectl(['set', 'image', 'deployment/web', 'app=registry.example.com/shop:hotfix'])
    await shop.change({ tag: '2', greeting: 'goodbye' })

    const { exitCode, stderr } = await shop.kdeploy('apply')

    await expect(timeless(ciOutput(stderr, cluster))).toMatchFileSnapshot('../../golden/apply/conflict-hotfix.txt')
    expect(exitCode).toBe(4)
    expect(await cluster.kubectl(['get', 'configmap/shop', '-o', 'jsonpath={.data.greeting}'])).toBe('hello')
  })

  test('hides nothing of the other objects from diff, which exits as apply does', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await cluster.kubectl(['set', 'image', 'deployment/web', 'app=registry.example.com/shop:hotfix'])
    await shop.change({ tag: '2', greeting: 'goodbye' })

    const { exitCode, stdout, stderr } = await shop.kdeploy('diff')
    const json = await shop.kdeploy('diff', '-o', 'json')

    expect(stdout).toMatch(/-.*hello\n\+.*goodbye/)
    expect(stderr).toMatch(/error: .*Deployment \S+: the field .*image is owned by another field manager: kubectl-set/)
    expect(exitCode).toBe(4)
    const types = json.stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line).type)
    expect(types.filter((type) => ['difference', 'error', 'result'].includes(type))).toEqual([
      'difference',
      'error',
      'result',
    ])
  })

  test('is taken over with --force-conflicts, said so, and no conflict after that', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await cluster.kubectl(['set', 'image', 'deployment/web', 'app=registry.example.com/shop:hotfix'])
    await shop.change({ tag: '2' })

    const forced = await shop.kdeploy('apply', '--force-conflicts')
    await shop.change({ tag: '3' })
    const next = await shop.kdeploy('apply')

    expect(forced.stderr).toMatch(/takes over spec\.template\.spec\.containers.*image from kubectl-set/)
    expect([forced.exitCode, next.exitCode]).toEqual([0, 0])
    expect(await field(cluster, '.spec.template.spec.containers[0].image')).toBe('registry.example.com/shop:3')
  })

  test('lets an undo of the release through with --force-conflicts', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await shop.change({ tag: '2' })
    await shop.kdeploy('apply')
    await cluster.kubectl(['set', 'image', 'deployment/web', 'app=registry.example.com/shop:hotfix'])

    expect((await shop.kdeploy('undo')).exitCode).toBe(4)
    expect((await shop.kdeploy('undo', '--force-conflicts')).exitCode).toBe(0)
    expect(await field(cluster, '.spec.template.spec.containers[0].image')).toBe('registry.example.com/shop:1')
  })
})

describe('conflicts', () => {
  test('of a hotfix by kubectl edit, a scaling by kubectl and an unknown manager are all listed', async ({
    cluster,
  }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    const image = {
      op: 'replace',
      path: '/spec/template/spec/containers/0/image',
      value: 'registry.example.com/shop:hotfix',
    }
    const edit = ['--type=json', '-p', JSON.stringify([image]), '--field-manager=kubectl-edit']
    await cluster.kubectl(['patch', 'deployment/web', ...edit])
    await cluster.kubectl(['scale', 'deployment/web', '--replicas=2'])
    const deadline = { spec: { progressDeadlineSeconds: 90 } }
    const operator = ['--type=merge', '-p', JSON.stringify(deadline), '--field-manager=acme-operator']
    await cluster.kubectl(['patch', 'deployment/web', ...operator])
    await cluster.kubectl(['patch', 'configmap/shop', '--type=merge', '-p', '{"data":{"greeting":"hi"}}'])
    await shop.change({ tag: '2' })

    const { exitCode, stderr } = await shop.kdeploy('apply')

    await expect(timeless(ciOutput(stderr, cluster))).toMatchFileSnapshot('../../golden/apply/conflicts.txt')
    expect(exitCode).toBe(4)
    expect(await field(cluster, '.spec.template.spec.containers[0].image')).toBe('registry.example.com/shop:hotfix')
    expect(await field(cluster, '.spec.replicas')).toBe('2')
    expect(await revisionsOf(cluster)).toEqual(['1 succeeded apply'])
    expect(await cluster.kubectl(['get', 'leases', '-o', 'name'])).toBe('')
  })

  test('over a Secret show neither value', async ({ cluster }) => {
    const secret = (password: string) => ({
      'templates/secret.yaml': `apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData: {password: ${password}}\n`,
    })
    const shop = await createShop(cluster, { files: secret('correct-horse') })
    await shop.kdeploy('apply')
    const data = { stringData: { password: 'battery-staple' } }
    await cluster.kubectl(['patch', 'secret/db', '--type=merge', '-p', JSON.stringify(data)])
    await shop.change({ files: secret('tr0ub4dor') })

    const { exitCode, stderr } = await shop.kdeploy('apply')

    await expect(timeless(ciOutput(stderr, cluster))).toMatchFileSnapshot('../../golden/apply/conflict-secret.txt')
    for (const value of ['correct-horse', 'battery-staple', 'tr0ub4dor']) {
      expect(stderr).not.toContain(value)
      expect(stderr).not.toContain(Buffer.from(value).toString('base64'))
    }
    expect(exitCode).toBe(4)
  })
})

describe('forceConflicts of kdeploy.yaml', () => {
  const project = (entry: string) => ({ 'kdeploy.yaml': `name: shop\nforceConflicts:\n- ${entry}\n` })

  test('takes over the field that it names, and no other', async ({ cluster }) => {
    const files = project('{kind: Deployment, field: spec.template.spec.containers.image}')
    const shop = await createShop(cluster, { files })
    await shop.kdeploy('apply')
    await cluster.kubectl(['set', 'image', 'deployment/web', 'app=registry.example.com/shop:hotfix'])
    await shop.change({ tag: '2', files })

    const forced = await shop.kdeploy('apply')
    await cluster.kubectl(['set', 'image', 'deployment/web', 'app=registry.example.com/shop:hotfix'])
    await cluster.kubectl(['scale', 'deployment/web', '--replicas=2'])
    const refused = await shop.kdeploy('apply')

    expect(forced.stderr).toMatch(/warning: Deployment \S+\/web: takes over spec\S+image from kubectl-set/)
    expect(forced.exitCode).toBe(0)
    expect(refused.stderr).toContain('the field spec.replicas is owned by another field manager: kubectl\n')
    expect(refused.exitCode).toBe(4)
    expect(await field(cluster, '.spec.template.spec.containers[0].image')).toBe('registry.example.com/shop:hotfix')
  })

  test('with an unknown key or without a field is refused with its line', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: project('{kind: Deployment, fields: spec.replicas}') })

    const { exitCode, stderr } = await shop.kdeploy('apply')

    expect(stderr).toMatch(/kdeploy\.yaml:3:\d+: .*`fields`/)
    expect(exitCode).toBe(2)
  })
})

describe('what kubectl apply made', () => {
  async function madeByKubectl(cluster: Parameters<typeof createShop>[0]) {
    const shop = await createShop(cluster)
    const { stdout } = await shop.kdeploy('render')
    await cluster.kubectl(['apply', '-f', '-'], { input: stdout })
    return shop
  }

  test('is taken over by --adopt, a changed field included', async ({ cluster }) => {
    const shop = await madeByKubectl(cluster)
    await shop.change({ tag: '2', greeting: 'goodbye' })

    const { exitCode, stderr } = await shop.kdeploy('apply', '--adopt')

    expect(stderr).toContain('0 to create, 0 to change, 2 to adopt, 0 unchanged')
    expect(exitCode).toBe(0)
    expect(await field(cluster, '.spec.template.spec.containers[0].image')).toBe('registry.example.com/shop:2')
    expect(await field(cluster, '.metadata.managedFields[*].manager')).not.toContain('kubectl-client-side-apply')
  })

  test('loses what a later apply removes, once it is taken over', async ({ cluster }) => {
    const shop = await madeByKubectl(cluster)
    expect((await shop.kdeploy('apply', '--adopt')).exitCode).toBe(0)
    await shop.change({ web: (template) => template.replace('  progressDeadlineSeconds: 60\n', '') })

    const { exitCode, stderr } = await shop.kdeploy('apply')

    expect(stderr).toContain('0 to create, 1 to change')
    expect(exitCode).toBe(0)
    expect(await field(cluster, '.spec.progressDeadlineSeconds')).toBe('600')
  })

  test('loses what the template no longer has, as the diff says beforehand', async ({ cluster }) => {
    const shop = await madeByKubectl(cluster)
    const web = (await shop.kdeploy('render', '--raw', '--template', 'web.yaml')).stdout
    const without = web.replace(/ +envFrom:\n.*configMapRef.*\n?/, '').replace('  progressDeadlineSeconds: 60\n', '')
    await shop.change({ files: { 'templates/web.yaml': without } })

    const diff = await shop.kdeploy('diff')
    const { exitCode } = await shop.kdeploy('apply', '--adopt')
    const after = await shop.kdeploy('diff')

    expect(diff.stdout).toMatch(/^-envFrom:/m)
    expect(exitCode).toBe(0)
    expect(await field(cluster, '.spec.template.spec.containers[0].envFrom')).toBe('')
    expect(await field(cluster, '.spec.progressDeadlineSeconds')).toBe('600')
    expect({ exitCode: after.exitCode, stdout: after.stdout }).toEqual({ exitCode: 0, stdout: '' })
  })
})
