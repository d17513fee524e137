import { expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import { documentContradictions } from '../../support/output/documented.ts'
import { createShop } from '../../support/projects/shop.ts'

/** Times in objects are full seconds. */
const nextSecond = () => new Promise((resolve) => setTimeout(resolve, 1100))

const db = `apiVersion: v1
kind: Secret
metadata: {name: db}
stringData: {url: postgres://db}
`
const withSecret = (template: string) => `${template}        - secretRef: {name: db}\n`

test('status names pods that are older than the data of what they read, and no others', async ({ cluster }) => {
  await cluster.kubectl(['create', '-f', '-'], { input: db })
  const shop = await createShop(cluster, { web: withSecret })
  await shop.kdeploy('apply')
  await nextSecond()
  await shop.change({
    web: withSecret,
    files: {
      'templates/config.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: shop, labels: {team: a}}\ndata: {greeting: {{ greeting }}}\n',
    },
  })
  expect((await shop.kdeploy('apply')).exitCode).toBe(0)
  await cluster.kubectl(['label', 'secret/db', 'team=a'])

  const fresh = await shop.kdeploy('status')

  expect(fresh.stdout).toMatch(/\n2 of 2 objects ready\n$/)

  await shop.change({ web: withSecret, greeting: 'psst' })
  expect((await shop.kdeploy('apply')).exitCode).toBe(0)
  await cluster.kubectl(['patch', 'secret/db', '--type=merge', '-p', '{"stringData":{"url":"postgres://other"}}'])

  const stale = await shop.kdeploy('status')
  const document = JSON.parse((await shop.kdeploy('status', '-o', 'json')).stdout)

  expect(stale.stdout).toMatch(
    /stale: web-\S+ started before ConfigMap \S+\/shop changed \(at \S+ by revision 3\), and has what it said then\n/,
  )
  expect(stale.stdout).toMatch(/stale: web-\S+ started before Secret \S+\/db changed \(at \S+ by kubectl-patch\)/)
  expect(stale.stdout).toMatch(
    /\n2 of 2 objects ready, 1 with stale pods\nto replace the stale pods: kdeploy restart --stale -p prod_shop\n$/,
  )
  expect(stale.exitCode).toBe(0)
  expect(documentContradictions(document, 'status -o json')).toEqual([])
  expect(document.objects[1].stale).toMatchObject([{ by: 'revision 3' }, { by: 'kubectl-patch' }])

  await cluster.kubectl(['rollout', 'restart', 'deployment/web'])
  await cluster.kubectl(['rollout', 'status', 'deployment/web'])
  expect((await shop.kdeploy('status', '--exit-code')).stdout).toMatch(/\n2 of 2 objects ready\n$/)
})
