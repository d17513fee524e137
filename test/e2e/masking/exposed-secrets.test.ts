import { describe, expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { createShop } from '../../support/projects/shop.ts'

const profile = (namespace: string) => `namespace: ${namespace}
variables: {tag: "1", replicas: 1, greeting: hello, stage: "", ready_after: ""}
variablesFrom: [{secret: db, as: db}]
`

async function shopWith(cluster: Cluster, project: string) {
  await cluster.create([
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'db' }, stringData: { password: 'correct-horse' } },
  ])
  return createShop(cluster, {
    files: {
      'kdeploy.yaml': project,
      'profiles/prod_shop.yaml': profile(cluster.namespace),
      'templates/config.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: shop}\ndata:\n  url: "db://{{ db.password }}@host"\n',
      'templates/copy.yaml':
        'apiVersion: v1\nkind: Secret\nmetadata: {name: copy}\nstringData: {password: "{{ db.password }}"}\n',
    },
  })
}

describe('a sensitive value in a ConfigMap', () => {
  test('is warned of with the line that puts it there, and in a Secret it is not', async ({ cluster }) => {
    const shop = await shopWith(cluster, 'name: shop\n')

    const { exitCode, stderr } = await shop.kdeploy('apply')

    expect(stderr).toMatch(
      /warning: templates\/config\.yaml:5:\d+: ConfigMap \S+\/shop: data\.url contains a sensitive value.*secretKeyRef/,
    )
    expect(stderr).not.toMatch(/Secret \S+\/copy: .* sensitive|correct-horse/)
    expect(exitCode).toBe(0)
  })

  test('is an error with secrets.strict, and nothing is written', async ({ cluster }) => {
    const shop = await shopWith(cluster, 'name: shop\nsecrets: {strict: true}\n')

    const { exitCode, stderr } = await shop.kdeploy('apply')

    expect(stderr).toMatch(/error: templates\/config\.yaml:5:\d+: .*data\.url/)
    expect(exitCode).toBe(2)
    expect(await cluster.kubectl(['get', 'deployment', '-o', 'name'])).toBe('')
  })
})
