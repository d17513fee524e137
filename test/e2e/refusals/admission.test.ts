import { describe, expect } from 'vitest'
import { withPolicy } from '../../support/cluster/admission-policy.ts'
import { test } from '../../support/cluster/cluster.ts'
import { revisionsOf } from '../../support/output/ci-output.ts'
import { testShown } from '../../support/output/views.ts'
import { createShop } from '../../support/projects/shop.ts'

/** Ten ConfigMaps; the sixth breaks the rule of the policies here. */
const ten = Object.fromEntries(
  Array.from({ length: 10 }, (_, index) => [
    `templates/setting-${index}.yaml`,
    `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: setting-${index}\ndata: {mode: ${index === 5 ? 'forbidden' : 'fine'}}\n`,
  ]),
)

/** A policy for the ten, which allows the others. */
const forTens = (expression: string) => ({
  expression: `!object.metadata.name.startsWith('setting-') || ${expression}`,
  message: 'this mode is not allowed here',
})
const isFine = "object.data.mode != 'forbidden'"

describe('a ValidatingAdmissionPolicy that denies one of ten', () => {
  testShown('at the dry-run stops the apply before anything is written', async (cluster, showing) => {
    const shop = await createShop(cluster, { files: ten })
    await withPolicy(cluster, forTens(isFine), async () => {
      const { exitCode, shown } = await shop.show(showing, 'apply')

      await expect(shown).toMatchFileSnapshot(showing.golden('denied'))
      expect(exitCode).toBe(3)
      expect(await cluster.kubectl(['get', 'configmap,deployment,secret,lease', '-o', 'name'])).toBe(
        'configmap/kube-root-ca.crt\n',
      )
    })
  })

  testShown(
    'only at the write lists what was written, and goes on from there once the cause is mended',
    async (cluster, showing) => {
      const shop = await createShop(cluster, { files: ten })
      await withPolicy(cluster, forTens(`(has(request.dryRun) && request.dryRun) || ${isFine}`), async () => {
        const { exitCode, shown } = await shop.show(showing, 'apply', '--concurrency', '1')

        await expect(shown).toMatchFileSnapshot(showing.golden('denied-at-write'))
        expect(exitCode).toBe(3)
        expect(await cluster.kubectl(['get', 'deployment,lease', '-o', 'name'])).toBe('')
        const written = ['shop', ...[0, 1, 2, 3, 4].map((index) => `setting-${index}`)]
        const names = ['get', 'configmap', '-l', 'applyset.kubernetes.io/part-of', '-o', 'name']
        expect((await cluster.kubectl(names)).trim().split('\n').sort()).toEqual(
          written.map((name) => `configmap/${name}`).sort(),
        )
        expect(await revisionsOf(cluster)).toEqual(['1 failed apply'])
      })
      await shop.change({
        files: {
          ...ten,
          'templates/setting-5.yaml': String(ten['templates/setting-4.yaml']).replace('setting-4', 'setting-5'),
        },
      })
      const again = await shop.kdeploy('apply')
      expect(again.stderr).toContain('plan: 6 to create, 0 to change, 6 unchanged')
      expect(again.exitCode).toBe(0)
    },
  )
})

test('a policy that came since is told as what keeps others’ changes from being seen, by status and --revert-drift', async ({
  cluster,
}) => {
  const shop = await createShop(cluster)
  await shop.kdeploy('apply', '--no-wait')
  await withPolicy(cluster, { resource: 'apps/deployments', expression: 'false' }, async () => {
    const diff = await shop.kdeploy('diff', '--revert-drift')
    expect(diff.stderr).toMatch(
      /Deployment \S+\/web: what others added can't be detected: the API server refuses: .*denied/,
    )
    expect(diff.stderr).not.toContain('recreates it')

    const { exitCode, stdout } = await shop.kdeploy('status', '--exit-code')
    expect(stdout).toMatch(/\n\d of 2 objects ready, (?:\d drifted, )?1 not compared\n/)
    expect(exitCode).not.toBe(0)
  })
})
