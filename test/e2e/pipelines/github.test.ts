import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, inject } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { startGitHub } from '../../support/comments/github-stub.ts'
import { goBuildTimeout } from '../../support/go-program.ts'
import { type ActOptions, runAct } from '../../support/pipelines/run-act.ts'
import { findAct } from '../../support/pipelines/runners.ts'
import { serveShop } from '../../support/pipelines/serve-shop.ts'
import { createShopRepository, deployEarlier } from '../../support/pipelines/shop-repository.ts'
import { shownLogs, shownText } from '../../support/pipelines/shown-log.ts'
import { repository } from '../../support/projects/project.ts'

const golden = (name: string) => join(repository, 'test/golden/pipelines/github', `${name}.txt`)

let act: string | undefined
beforeAll(async () => {
  if (inject('cluster') !== null) act = await findAct()
}, goBuildTimeout)

/** Runs the example's workflows in act, as GitHub's runner would, and shows a golden what a reader of the jobs' logs sees. */
async function open(cluster: Cluster, skip: (reason: string) => never, taxPercent?: number) {
  if (act === undefined) return skip('no Go to build act with')
  const runner = act
  const shop = await createShopRepository(cluster, 'https://github.com/shop/app.git')
  const service = await serveShop(taxPercent)
  const secrets = { KUBECONFIG: await readFile(shop.kubeconfig, 'utf8') }
  return {
    shop,
    async run(options: ActOptions) {
      const { exitCode, jobs } = await runAct(runner, shop, {
        secrets,
        variables: { STAGING_URL: service.url },
        ...options,
      })
      return { exitCode, jobs, shown: shownLogs(jobs, shop.namespace) }
    },
    async close() {
      service.stop()
      await shop.remove()
    },
  }
}

const push = { event: 'push', workflow: 'pipeline.yml' } as const

describe("the example's GitHub workflows", { timeout: 600_000 }, () => {
  test('go from one build to production, and back by the undo workflow', async ({ cluster, skip }) => {
    const { shop, run, close } = await open(cluster, skip)
    try {
      await deployEarlier(cluster, shop, 'prod_shop')

      const pipeline = await run(push)
      const undo = await run({
        event: 'workflow_dispatch',
        workflow: 'undo.yml',
        payload: { inputs: { profile: 'prod_shop' } },
      })

      await expect(pipeline.shown).toMatchFileSnapshot(golden('green'))
      await expect(undo.shown).toMatchFileSnapshot(golden('undo'))
      expect([pipeline.exitCode, undo.exitCode]).toEqual([0, 0])
      const calls = (await shop.dockerCalls())
        .replaceAll(/\b[0-9a-f]{40}\b/g, 'COMMIT')
        .trim()
        .split('\n')
      expect(calls.map((call) => call.split(' ').slice(0, 2).join(' '))).toEqual([
        'docker login',
        'docker build',
        'docker push',
        'docker inspect',
      ])
    } finally {
      await close()
    }
  })

  test('comment on a pull request, once for each command', async ({ cluster, skip }) => {
    const { shop, run, close } = await open(cluster, skip)
    const token = 'the-token-of-this-job'
    const stub = await startGitHub({ token, author: 'github-actions[bot]' })
    try {
      await deployEarlier(cluster, shop, 'stg_shop')
      await shop.commit({ 'deploy/templates/web.yaml': (text) => text.replace(/^ *securityContext: .*\n/m, '') })
      const repo = { full_name: 'shop/app' }
      const payload = {
        number: 7,
        pull_request: { number: 7, head: { sha: '1'.repeat(40), repo }, base: { ref: 'main' } },
      }
      const env = { GITHUB_API_URL: stub.url, GITHUB_GRAPHQL_URL: `${stub.url}/graphql` }
      const pullRequest = { event: 'pull_request', workflow: 'pull-request.yml', payload, token, env } as const

      const first = await run(pullRequest)
      const second = await run(pullRequest)

      await expect(first.shown).toMatchFileSnapshot(golden('pull-request'))
      const bodies = stub.comments.map(({ body }) => body).sort()
      await expect(shownText(bodies.join('\n'), shop.namespace)).toMatchFileSnapshot(golden('pull-request-comments'))
      expect([first.exitCode, second.exitCode, stub.violations]).toEqual([0, 0, []])
    } finally {
      await Promise.all([stub.close(), close()])
    }
  })

  test('say at which line of a template a mistake is', async ({ cluster, skip }) => {
    const { shop, run, close } = await open(cluster, skip)
    try {
      await shop.commit({ 'deploy/templates/web.yaml': (text) => text.replace('{{ replicas }}', '{{ replica }}') })

      const { exitCode, shown } = await run({ ...push, job: 'quality' })

      await expect(shown).toMatchFileSnapshot(golden('validate-fails'))
      expect(exitCode).not.toBe(0)
    } finally {
      await close()
    }
  })

  test('deploy nothing when the cluster is no longer what the approved plan was made for', async ({
    cluster,
    skip,
  }) => {
    const { shop, run, close } = await open(cluster, skip)
    try {
      await deployEarlier(cluster, shop, 'prod_shop')
      const meanwhile = join(shop.folder, '../meanwhile')
      const apply = `kdeploy apply prod_shop --project deploy --kubeconfig ${shop.kubeconfig}`
      await writeFile(meanwhile, `#!/bin/sh\nIMAGE=ghcr.io/acme/shop:hotfix ${apply} >/dev/null 2>&1\n`)
      await chmod(meanwhile, 0o755)

      const { exitCode, shown } = await run({ ...push, env: { MEANWHILE: meanwhile } })

      await expect(shown).toMatchFileSnapshot(golden('plan-stale'))
      expect(exitCode).not.toBe(0)
    } finally {
      await close()
    }
  })

  test("say why an image can't be pulled, and restore the revision before", async ({ cluster, skip }) => {
    const { shop, run, close } = await open(cluster, skip)
    try {
      await deployEarlier(cluster, shop, 'edge_shop')
      await shop.commit({
        'deploy/profiles/edge.yaml': 'variables: {pod_annotations: {test.kdeploy.dev/stage: image-pull-backoff}}\n',
      })

      const { exitCode, shown } = await run({ ...push, job: 'edge' })

      await expect(shown).toMatchFileSnapshot(golden('image-not-found'))
      expect(exitCode).not.toBe(0)
    } finally {
      await close()
    }
  })

  test('stop before production when an integration test fails', async ({ cluster, skip }) => {
    const { run, close } = await open(cluster, skip, 25)
    try {
      const { exitCode, jobs, shown } = await run(push)

      await expect(shown).toMatchFileSnapshot(golden('integration-fails'))
      expect(jobs.map(({ job }) => job)).not.toContain('plan')
      expect(exitCode).not.toBe(0)
    } finally {
      await close()
    }
  })

  test('say which credential is missing', async ({ cluster, skip }) => {
    const { run, close } = await open(cluster, skip)
    try {
      const { exitCode, shown } = await run({ ...push, job: 'edge', secrets: {} })

      await expect(shown).toMatchFileSnapshot(golden('no-credential'))
      expect(exitCode).not.toBe(0)
    } finally {
      await close()
    }
  })
})
