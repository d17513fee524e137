import { expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'

test('a short sensitive value shows neither in the paths of -v nor in a warning', async ({ cluster }) => {
  const { namespace } = cluster
  const { folder } = await cluster.createProject({
    files: {
      'kdeploy.yaml': 'name: shop\n',
      'profiles/prod_shop.yaml': `namespace: ${namespace}
variablesFrom:
- {command: [cat, values.json], as: s, sensitive: true}
`,
      'values.json': '{"config": "qx7", "address": "0::5"}',
      'templates/all.yaml': `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [{port: 80}], externalIPs: ["{{ s.address }}"], ipFamilyPolicy: PreferDualStack}
---
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers: [{name: app, image: registry.example.com/shop, envFrom: [{configMapRef: {name: "{{ s.config }}"}}]}]
`,
    },
  })

  const { stderr } = await cluster.kdeploy(['diff', '-v', '-p', 'prod_shop'], { cwd: folder })

  expect(stderr).toMatch(/GET \/api\/v1\/namespaces\/\S+\/configmaps\/\(masked \d+\): 404/)
  expect(stderr).toMatch(/warning: .*externalIPs\[0\].*"\(masked \d+\)"/)
  expect(stderr).not.toMatch(/qx7|0::5/)
})
