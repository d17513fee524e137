import { readFileSync } from 'node:fs'
import { describe, expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { createShop } from '../../support/projects/shop.ts'

/** The user that a kubeconfig's token is for, as the API server calls it. */
function userOf(kubeconfig: string): string {
  const { users } = JSON.parse(readFileSync(kubeconfig, 'utf8'))
  const [, payload = ''] = users[0].user.token.split('.')
  return JSON.parse(Buffer.from(payload, 'base64url').toString()).sub
}

/** Who may impersonate the namespace's service accounts and nothing else, and such an account, which may deploy. */
async function actors(cluster: Cluster) {
  const kubeconfig = await cluster.kubeconfigFor([
    { apiGroups: [''], resources: ['serviceaccounts'], verbs: ['impersonate'] },
  ])
  const deployer = await cluster.kubeconfigFor([{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }])
  return { kubeconfig, user: userOf(kubeconfig), deployer: userOf(deployer) }
}

describe('--as', () => {
  test('makes every request as that user: discovery, writes, watches, and what is read later', async ({ cluster }) => {
    const shop = await createShop(cluster)
    const { kubeconfig, deployer } = await actors(cluster)

    const refused = await shop.kdeploy('apply', '--kubeconfig', kubeconfig)
    expect(refused.exitCode, refused.stderr).toBe(3)

    const applied = await shop.kdeploy('apply', '--kubeconfig', kubeconfig, '--as', deployer)
    expect(applied.exitCode, applied.stderr).toBe(0)
    expect(applied.stderr).toMatch(new RegExp(`^release shop/prod_shop in .*, as ${deployer}\n`))

    const history = await shop.kdeploy('history', '--kubeconfig', kubeconfig, '--as', deployer, '-o', 'json')
    expect(JSON.parse(history.stdout)).toMatchObject({
      as: deployer,
      revisions: [{ by: expect.stringMatching(new RegExp(`@\\S+ as ${deployer}$`)), status: 'succeeded' }],
    })
  })

  test('is in the commands that are printed to be typed next', async ({ cluster }) => {
    const shop = await createShop(cluster)
    const { kubeconfig, deployer } = await actors(cluster)
    const as = ['--kubeconfig', kubeconfig, '--as', deployer, '--as-group', 'system:authenticated']

    const { stderr, exitCode } = await shop.kdeploy('apply', '--no-wait', ...as)

    expect({ exitCode, stderr }).toMatchObject({ exitCode: 3 })
    expect(stderr).toContain(`may not impersonate groups "system:authenticated"`)
    const alone = await shop.kdeploy('apply', '--no-wait', '--kubeconfig', kubeconfig, '--as', deployer)
    expect(alone.stderr).toContain(
      `next: kdeploy status --wait -p prod_shop --kubeconfig ${kubeconfig} --as ${deployer}\n`,
    )
  })

  test('says who lacks which permission where it is forbidden', async ({ cluster }) => {
    const shop = await createShop(cluster)
    const { kubeconfig, user } = await actors(cluster)

    for (const command of ['apply', 'diff', 'status', 'undo']) {
      const { stderr, exitCode } = await shop.kdeploy(command, '--kubeconfig', kubeconfig, '--as', 'jane')
      // Kubernetes 1.35 and later refuse it by constrained impersonation, and name nobody.
      expect(stderr).toMatch(new RegExp(`${user} may not impersonate (?:another user|users "jane")\n`))
      expect(stderr).toContain(
        `hint: ask for a ClusterRole bound to ${user} that allows impersonate on users, or leave --as out\n`,
      )
      expect(exitCode).toBe(3)
    }
  })

  test('is needed by --as-group and --as-uid', async ({ cluster }) => {
    const shop = await createShop(cluster)

    for (const option of ['--as-group', '--as-uid']) {
      const { stderr, exitCode } = await shop.kdeploy('status', option, 'x')
      expect(stderr).toContain("error: can't impersonate as --as, --as-uid and --as-group say: no user is named\n")
      expect(stderr).toContain('hint: name one with --as\n')
      expect(exitCode).toBe(2)
    }
  })
})
