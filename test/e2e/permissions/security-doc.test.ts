import { describe, expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { createShop } from '../../support/projects/shop.ts'
import { documentedCommands, documentedRules } from '../../support/security-doc.ts'

const service = `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80}]
`

/** A kubeconfig for an account with the documented Roles; `remove` takes back what lies outside the test's namespace. */
async function accountOf(cluster: Cluster) {
  const [inNamespace = [], inKubeSystem = []] = documentedRules()
  const kubeconfig = await cluster.kubeconfigFor(inNamespace)
  const role = (await cluster.kubectl(['get', 'roles', '-o', 'jsonpath={.items[0].metadata.name}'])).trim()
  const metadata = { name: role, namespace: 'kube-system' }
  const apiGroup = 'rbac.authorization.k8s.io'
  const subjects = [{ kind: 'ServiceAccount', name: role, namespace: cluster.namespace }]
  const items = [
    { apiVersion: `${apiGroup}/v1`, kind: 'Role', metadata, rules: inKubeSystem },
    {
      apiVersion: `${apiGroup}/v1`,
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup, kind: 'Role', name: role },
      subjects,
    },
  ]
  const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items })
  await cluster.kubectl(['apply', '-n', 'kube-system', '--server-side', '-f', '-'], { input })
  const names = [`role/${role}`, `rolebinding/${role}`]
  return { kubeconfig, remove: () => cluster.kubectl(['delete', '-n', 'kube-system', ...names]) }
}

describe('the deploy job of docs/operating/security.md', () => {
  test('needs no more than the Roles that stand there, for every command', async ({ cluster }) => {
    const uid = await cluster.kubectl(['get', 'namespace', 'kube-system', '-o', 'jsonpath={.metadata.uid}'])
    const files = { 'profiles/prod.yaml': `guard: {cluster: ${uid}}\n`, 'templates/service.yaml': service }
    const shop = await createShop(cluster, { files })
    const { kubeconfig, remove } = await accountOf(cluster)
    const run = async (...args: string[]) => {
      const { stderr, exitCode } = await shop.kdeploy(...args, '--kubeconfig', kubeconfig)
      expect({ args, stderr }).toEqual({ args, stderr: expect.not.stringMatching(/^(error|warning)/m) })
      return exitCode
    }
    const documented = documentedCommands('The deploy job').map(([, ...args]) =>
      args.filter((_, index) => args[index] !== '-p' && args[index - 1] !== '-p'),
    )
    try {
      expect(documented.map(([command]) => command)).toEqual(['diff', 'apply'])
      for (const args of documented) expect(await run(...args)).toBe(args[0] === 'diff' ? 1 : 0)
      await shop.change({ tag: '2', files: { ...files, 'templates/service.yaml': '' } })
      for (const args of [
        ...documented,
        ['undo'],
        ['status'],
        ['restart'],
        ['status', '--wait'],
        ['history'],
        ['undo', 'deployment/web'],
        ['explain'],
        ['delete', '--yes'],
      ]) {
        expect(await run(...args)).toBe(args[0] === 'diff' ? 1 : 0)
      }
    } finally {
      await remove()
    }
    expect(await cluster.kubectl(['get', 'configmaps,services,deployments,leases,secrets', '-o', 'name'])).toBe(
      'configmap/kube-root-ca.crt\n',
    )
  })
})
