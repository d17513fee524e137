import { describe, expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import { createShop } from '../../support/projects/shop.ts'

const secret = (password: string) => ({
  'templates/secret.yaml': `apiVersion: v1
kind: Secret
metadata:
  name: db
stringData:
  password: ${password}
  user: root-of-all
`,
})

describe('diff', () => {
  test('shows the fields that change, and where each comes from, exits 1, and writes nothing', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await shop.change({ tag: '2', greeting: 'goodbye' })

    const { exitCode, stdout, stderr } = await shop.kdeploy('diff')

    expect(stdout).toContain(`--- ConfigMap ${cluster.namespace}/shop (live)\n`)
    expect(stdout).toContain('-greeting: hello\n+greeting: goodbye\n')
    expect(stdout).toMatch(/-image: registry\.example\.com\/shop:1\n\+image: registry\.example\.com\/shop:2\n/)
    expect(stderr).toContain('plan: 0 to create, 2 to change, 0 unchanged')
    expect(exitCode).toBe(1)

    const comment = await shop.kdeploy('diff', '-o', 'markdown')

    const deployment = `Deployment ${cluster.namespace}/web`
    expect(comment.stdout).toMatch(/^<!-- kdeploy diff: shop\/prod_shop\/\S+ -->\n/)
    expect(comment.stdout).toContain(`\n**impact:** rolls \`${deployment}\` (1 pod)\n`)
    expect(comment.stdout).toContain(
      `\n| change | \`ConfigMap ${cluster.namespace}/shop\` | \`data.greeting\` \`hello\` → `,
    )
    expect(comment.stdout).toContain(
      `\n<summary>change <code>${deployment}</code></summary>\n\n\`\`\`diff\n--- ${deployment} (live)`,
    )
    expect(comment.exitCode).toBe(1)
    expect(await cluster.kubectl(['get', 'configmap/shop', '-o', 'jsonpath={.data.greeting}'])).toBe('hello')
  })

  test('shows nothing and exits 0 without a difference', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')

    const { exitCode, stdout, stderr } = await shop.kdeploy('diff')

    expect(stderr).toMatch(/^plan: .*\nno differences\n$/m)
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' })
    const comment = await shop.kdeploy('diff', '-o', 'markdown')
    expect(comment.stdout).toMatch(/^<!-- kdeploy diff: .* -->\n[\s\S]*\nno differences\n$/)
    expect(comment.exitCode).toBe(0)
  })

  test('shows what would be created, without the fields that the server writes', async ({ cluster }) => {
    const shop = await createShop(cluster)

    const { exitCode, stdout } = await shop.kdeploy('diff')

    expect(stdout).toContain('--- (does not exist)\n')
    expect(stdout).toContain('+kind: Deployment\n')
    expect(stdout).not.toMatch(/managedFields|resourceVersion|creationTimestamp|uid:|status:|generation:/)
    expect(exitCode).toBe(1)
  })

  test('shows nothing that the server makes up anew each time', async ({ cluster }) => {
    const files = {
      'templates/job.yaml':
        'apiVersion: batch/v1\nkind: Job\nmetadata: {name: migrate}\nspec:\n  template:\n    metadata: {labels: {app: migrate}}\n    spec: {restartPolicy: Never, containers: [{name: app, image: "registry.example.com/shop:1"}]}\n',
      'templates/service.yaml':
        'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {type: NodePort, selector: {app: web}, ports: [{port: 80}]}\n',
    }
    const shop = await createShop(cluster, { files })

    const { stdout } = await shop.kdeploy('diff')

    expect(stdout).toContain('+        app: migrate\n')
    expect(stdout).toContain('+  ports:\n+  - port: 80\n')
    expect(stdout).not.toMatch(/controller-uid|job-name|clusterIP|nodePort|targetPort|kdeploy.dev|applyset/)
    expect((await shop.kdeploy('diff')).stdout).toBe(stdout)
  })

  test('tells first what rolls and how, which budget that breaks, and who else reads what changes', async ({
    cluster,
  }) => {
    const recreate = (template: string) => template.replace('  selector:', '  strategy: {type: Recreate}\n  selector:')
    const files = {
      'templates/pdb.yaml':
        'apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: web}\nspec: {minAvailable: 2, selector: {matchLabels: {app: web}}}\n',
    }
    const shop = await createShop(cluster, { replicas: 2, web: recreate, files })
    await shop.kdeploy('apply', '--no-wait')
    const container = { name: 'a', image: 'a', envFrom: [{ configMapRef: { name: 'shop' } }] }
    const template = { metadata: { labels: { app: 'other' } }, spec: { containers: [container] } }
    const spec = { replicas: 0, selector: { matchLabels: { app: 'other' } }, template }
    await cluster.create([{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'other' }, spec }])
    await shop.change({ replicas: 2, web: recreate, files, tag: '2', greeting: 'bye' })

    const { stderr } = await shop.kdeploy('diff')

    const { namespace } = cluster
    expect(stderr).toContain(
      [
        `impact: rolls Deployment ${namespace}/web (2 pods)`,
        `risk: Deployment ${namespace}/web: Recreate: all pods stop before new ones start; Deployment ${namespace}/web may be without 2 pods at a time, but PodDisruptionBudget web allows 0: a rollout does not heed it; Deployment ${namespace}/other reads ConfigMap ${namespace}/shop, and does not restart`,
      ].join('\n'),
    )
  })

  test('leaves out what kdeploy.yaml ignores, and names what changes in nothing else', async ({ cluster }) => {
    const files = {
      'kdeploy.yaml': 'name: shop\nignoreDiff: [{kind: ConfigMap, field: data.greeting}]\n',
    }
    const shop = await createShop(cluster, { files })
    await shop.kdeploy('apply')
    await shop.change({ files, greeting: 'bye' })

    const one = await shop.kdeploy('diff')
    await shop.change({ files, greeting: 'bye', tag: '2' })
    const two = await shop.kdeploy('diff')

    expect(one).toMatchObject({ exitCode: 0, stdout: '' })
    expect(one.stderr).toMatch(
      /not shown, as ignoreDiff of kdeploy.yaml says: all that changes of ConfigMap \S+\/shop\n/,
    )
    expect(one.stderr).toMatch(/no other differences\n$/)
    expect(two.stdout).toContain('+image: registry.example.com/shop:2')
    expect(two.stdout).not.toContain('greeting')
    expect((await shop.kdeploy('apply')).stderr).toMatch(/changed +ConfigMap/)
  })

  test('masks the data of a Secret, and still shows that it changes', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: secret('correct-horse') })
    const created = await shop.kdeploy('diff')
    await shop.kdeploy('apply')
    await shop.change({ files: secret('battery-staple') })

    const changed = await shop.kdeploy('diff')

    const all = [created, changed].map(({ stdout, stderr }) => stdout + stderr).join('\n')
    for (const value of ['correct-horse', 'battery-staple', 'root-of-all']) {
      expect(all).not.toContain(value)
      expect(all).not.toContain(Buffer.from(value).toString('base64'))
    }
    expect(changed.stdout).toMatch(/-password: "\(masked \d\)"\n\+password: "\(masked \d\)"\n/)
    expect(changed.exitCode).toBe(1)
  })

  test('masks the data of a Secret in an error about it', async ({ cluster }) => {
    const files = {
      'templates/secret.yaml':
        'apiVersion: v1\nkind: Secret\nmetadata: {name: db}\ndata: {password: "correct horse battery"}\n',
    }
    const shop = await createShop(cluster, { files })

    const results = [await shop.kdeploy('diff'), await shop.kdeploy('apply')]

    const comment = await shop.kdeploy('diff', '-o', 'markdown')
    for (const { exitCode, stdout, stderr } of [...results, comment]) {
      expect(stdout + stderr).not.toContain('correct horse')
      expect(stderr).toContain('templates/secret.yaml')
      expect(exitCode).toBe(2)
    }
  })

  test('applied twice, a Secret with stringData is unchanged', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: secret('correct-horse') })
    await shop.kdeploy('apply')

    const { stderr } = await shop.kdeploy('apply')

    expect(stderr).toContain('nothing changed (3 unchanged)')
  })

  test('removes a key that was dropped from stringData', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: secret('correct-horse') })
    await shop.kdeploy('apply')
    await shop.change({
      files: {
        'templates/secret.yaml':
          'apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData: {user: root-of-all}\n',
      },
    })

    await shop.kdeploy('apply')

    expect(await cluster.kubectl(['get', 'secret/db', '-o', 'jsonpath={.data}'])).toBe('{"user":"cm9vdC1vZi1hbGw="}')
  })

  test('exits above 1 on an error, so that a script can tell it from a difference', async ({ cluster }) => {
    const shop = await createShop(cluster)

    const { exitCode, stderr } = await cluster.kdeploy(['diff', '--profile', 'prod_shop'], {
      cwd: shop.folder,
      env: { KUBECONFIG: '/nonexistent' },
    })

    expect(exitCode).toBeGreaterThan(1)
    expect(stderr).toMatch(/^error: /m)
  })
})
