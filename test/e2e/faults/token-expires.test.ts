import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { revisionsOf } from '../../support/output/ci-output.ts'
import { createShop } from '../../support/projects/shop.ts'

const everything = [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }]

/** Where a token comes from, by what the kubeconfig says of the user, and what the file holds. */
const sources: readonly { title: string; user: (file: string) => object; content: (token: string) => string }[] = [
  {
    title: 'a credential plugin',
    user: (file) => ({ exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'cat', args: [file] } }),
    content: (token) =>
      JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status: { token } }),
  },
  { title: 'a token file', user: (tokenFile) => ({ tokenFile }), content: (token) => token },
]

/** The kubeconfig of a new service account that may do everything in the namespace. */
async function account(cluster: Cluster) {
  const config = JSON.parse(await readFile(await cluster.kubeconfigFor(everything), 'utf8'))
  const token: string = config.users[0].user.token
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))
  return { config, token, name: claims['kubernetes.io'].serviceaccount.name as string }
}

describe('an apply whose token stops being accepted goes on with a newer one', () => {
  for (const { title, user, content } of sources) {
    test(`of ${title}`, { timeout: 90_000 }, async ({ cluster }) => {
      // The API server remembers a token that it accepted for 10 s.
      const shop = await createShop(cluster, { readyAfter: '20s' })
      const old = await account(cluster)
      const newer = await account(cluster)
      const { folder } = await cluster.createProject({ files: { credential: content(old.token) } })
      const file = join(folder, 'credential')
      old.config.users[0].user = user(file)
      await writeFile(join(folder, 'kubeconfig.json'), JSON.stringify(old.config))
      const args = ['apply', '--profile', 'prod_shop', '--timeout', '60s', '--stable-for', '0s', '--verbose']
      const env = { KUBECONFIG: join(folder, 'kubeconfig.json') }
      const running = cluster.startKdeploy(args, { cwd: shop.folder, env })
      await cluster.waitFor('the wait', async () => /waiting +Deployment .* become available/.test(running.output()))

      await cluster.kubectl(['delete', 'serviceaccount', old.name])
      await writeFile(file, content(newer.token))
      const { stderr, exitCode } = await running.result

      expect(stderr).not.toMatch(/^(warning|error)/m)
      expect(stderr).toMatch(/401: requesting new credentials$/m)
      expect(exitCode, stderr).toBe(0)
      expect(await revisionsOf(cluster)).toEqual(['1 succeeded apply'])
      expect(await cluster.kubectl(['get', 'leases', '-o', 'name'])).toBe('')
      const config = { ...old.config, users: [{ ...old.config.users[0], user: { token: old.token } }] }
      await writeFile(join(folder, 'old.json'), JSON.stringify(config))
      const refused = await cluster.kdeploy(['status', '--profile', 'prod_shop'], {
        cwd: shop.folder,
        env: { KUBECONFIG: join(folder, 'old.json') },
      })
      expect(refused.stderr).toMatch(/401|Unauthorized|is not accepted/)
    })
  }
})
