import { join } from 'node:path'
import { beforeAll, describe, expect, inject } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { startGitLab } from '../../support/comments/gitlab-stub.ts'
import { type GitlabOptions, runGitlab } from '../../support/pipelines/run-gitlab.ts'
import { findGitlabCiLocal } from '../../support/pipelines/runners.ts'
import { serveShop } from '../../support/pipelines/serve-shop.ts'
import { createShopRepository, deployEarlier } from '../../support/pipelines/shop-repository.ts'
import { shownLogs, shownText } from '../../support/pipelines/shown-log.ts'
import { repository } from '../../support/projects/project.ts'

const golden = (name: string) => join(repository, 'test/golden/pipelines/gitlab', `${name}.txt`)

let runner: Awaited<ReturnType<typeof findGitlabCiLocal>>
beforeAll(async () => {
  if (inject('cluster') !== null) runner = await findGitlabCiLocal()
}, 300_000)

/** Runs the example's pipeline in gitlab-ci-local, as GitLab's runner would, and shows a golden what a reader of the jobs' logs sees. */
async function open(cluster: Cluster, skip: (reason: string) => never, taxPercent?: number) {
  if (runner === undefined) return skip('no Node 22 and rsync for gitlab-ci-local')
  const program = runner
  const shop = await createShopRepository(cluster, 'https://gitlab.example.com/shop/app.git')
  const service = await serveShop(taxPercent)
  return {
    shop,
    async run(options: GitlabOptions = {}) {
      const variables = { KUBECONFIG: shop.kubeconfig, STAGING_URL: service.url, ...options.variables }
      const { exitCode, jobs } = await runGitlab(program, shop, { ...options, variables })
      return { exitCode, jobs, shown: shownLogs(jobs, shop.namespace) }
    },
    async close() {
      service.stop()
      await shop.remove()
    },
  }
}

describe("the example's GitLab pipeline", { timeout: 600_000 }, () => {
  test('goes from one build to production, and back, by its manual jobs', async ({ cluster, skip }) => {
    const { shop, run, close } = await open(cluster, skip)
    try {
      await deployEarlier(cluster, shop, 'prod_shop')

      const pipeline = await run()
      const production = await run({ jobs: ['kdeploy apply prod_shop'] })
      const undo = await run({ jobs: ['kdeploy undo prod_shop'] })

      await expect(pipeline.shown).toMatchFileSnapshot(golden('green'))
      await expect(production.shown).toMatchFileSnapshot(golden('production'))
      await expect(undo.shown).toMatchFileSnapshot(golden('undo'))
      expect([pipeline.exitCode, production.exitCode, undo.exitCode]).toEqual([0, 0, 0])
    } finally {
      await close()
    }
  })

  test('comments on a merge request, once for each command', async ({ cluster, skip }) => {
    const { shop, run, close } = await open(cluster, skip)
    const token = 'a-project-access-token'
    const stub = await startGitLab({ token, author: '9' })
    try {
      await deployEarlier(cluster, shop, 'stg_shop')
      await shop.commit({ 'deploy/templates/web.yaml': (text) => text.replace(/^ *securityContext: .*\n/m, '') })
      const variables = {
        CI_PIPELINE_SOURCE: 'merge_request_event',
        CI_COMMIT_BRANCH: '',
        CI_API_V4_URL: `${stub.url}/api/v4`,
        CI_PROJECT_ID: '42',
        CI_MERGE_REQUEST_PROJECT_ID: '42',
        CI_MERGE_REQUEST_SOURCE_PROJECT_ID: '42',
        CI_MERGE_REQUEST_IID: '7',
        KDEPLOY_GITLAB_TOKEN: token,
      }

      const first = await run({ variables })
      const second = await run({ jobs: ['kdeploy validate', 'kdeploy diff stg_shop'], variables })

      await expect(first.shown).toMatchFileSnapshot(golden('merge-request'))
      const bodies = stub.comments.map(({ body }) => body).sort()
      await expect(shownText(bodies.join('\n'), shop.namespace)).toMatchFileSnapshot(golden('merge-request-comments'))
      expect([first.exitCode, second.exitCode, stub.violations]).toEqual([0, 0, []])
    } finally {
      await Promise.all([stub.close(), close()])
    }
  })

  test('says at which line of a template a mistake is', async ({ cluster, skip }) => {
    const { shop, run, close } = await open(cluster, skip)
    try {
      await shop.commit({ 'deploy/templates/web.yaml': (text) => text.replace('{{ replicas }}', '{{ replica }}') })

      const { exitCode, shown } = await run({ jobs: ['kdeploy validate'] })

      await expect(shown).toMatchFileSnapshot(golden('validate-fails'))
      expect(exitCode).not.toBe(0)
    } finally {
      await close()
    }
  })

  test('deploys nothing when the cluster is no longer what the approved plan was made for', async ({
    cluster,
    skip,
  }) => {
    const { shop, run, close } = await open(cluster, skip)
    try {
      await deployEarlier(cluster, shop, 'prod_shop')
      const plan = await run({ jobs: ['build', 'kdeploy diff prod_shop'] })
      await deployEarlier(cluster, shop, 'prod_shop', 'ghcr.io/acme/shop:hotfix')

      const { exitCode, shown } = await run({ jobs: ['kdeploy apply prod_shop'] })

      await expect(shown).toMatchFileSnapshot(golden('plan-stale'))
      expect(plan.exitCode).toBe(0)
      expect(exitCode).not.toBe(0)
    } finally {
      await close()
    }
  })

  test("says why an image can't be pulled, and restores the revision before", async ({ cluster, skip }) => {
    const { shop, run, close } = await open(cluster, skip)
    try {
      await deployEarlier(cluster, shop, 'edge_shop')
      await shop.commit({
        'deploy/profiles/edge.yaml': 'variables: {pod_annotations: {test.kdeploy.dev/stage: image-pull-backoff}}\n',
      })

      const { exitCode, shown } = await run({ jobs: ['build', 'kdeploy apply edge_shop'] })

      await expect(shown).toMatchFileSnapshot(golden('image-not-found'))
      expect(exitCode).not.toBe(0)
    } finally {
      await close()
    }
  })

  test('stops before production when an integration test fails', async ({ cluster, skip }) => {
    const { run, close } = await open(cluster, skip, 25)
    try {
      const { exitCode, jobs, shown } = await run()

      await expect(shown).toMatchFileSnapshot(golden('integration-fails'))
      expect(jobs.map(({ job }) => job)).not.toContain('kdeploy diff prod_shop')
      expect(exitCode).not.toBe(0)
    } finally {
      await close()
    }
  })

  test('says which credential is missing', async ({ cluster, skip }) => {
    const { run, close } = await open(cluster, skip)
    try {
      const { exitCode, shown } = await run({
        jobs: ['build', 'kdeploy apply edge_shop'],
        variables: { KUBECONFIG: '' },
      })

      await expect(shown).toMatchFileSnapshot(golden('no-credential'))
      expect(exitCode).not.toBe(0)
    } finally {
      await close()
    }
  })
})
