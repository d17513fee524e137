import { afterEach, describe, expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import type { CodeHostStub } from '../../support/comments/code-host-stub.ts'
import { githubJob } from '../../support/comments/comment-world.ts'
import { startGitHub } from '../../support/comments/github-stub.ts'
import { createShop } from '../../support/projects/shop.ts'

const token = 'ghs_0123456789abcdef0123456789abcdef0123'
const open: CodeHostStub[] = []
afterEach(async () => {
  for (const stub of open.splice(0)) {
    expect(stub.violations).toEqual([])
    await stub.close()
  }
})

async function gitHub(): Promise<CodeHostStub> {
  const stub = await startGitHub({ token, author: 'github-actions[bot]' })
  open.push(stub)
  return stub
}

const secret = (password: string) => ({
  'templates/secret.yaml': `apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData: {password: ${password}}\n`,
})

describe('diff --comment', () => {
  test('has one comment for its release: created with the first difference, then replaced', async ({ cluster }) => {
    const stub = await gitHub()
    const shop = await createShop(cluster, { files: secret('correct-horse') })
    const diff = async (...args: string[]) => {
      const environment = githubJob(stub, token)
      const { exitCode, stdout, stderr } = await cluster.startKdeploy(
        ['diff', '-p', 'prod_shop', '--comment', '-v', ...args],
        { cwd: shop.folder, env: { PATH: process.env['PATH'], ...environment } },
      ).result
      expect(stdout + stderr + JSON.stringify(stub.comments)).not.toMatch(new RegExp(`${token}|correct-horse|battery`))
      return { exitCode, stdout, stderr }
    }

    const created = await diff()

    expect(created.exitCode).toBe(1)
    expect(created.stdout).toContain('+  greeting: hello\n')
    expect(created.stderr).toContain('commented on pull request shop/app#7: https://github.example/shop/app/pull/7')
    expect(stub.comments).toHaveLength(1)
    expect(stub.comments[0]?.body).toMatch(
      new RegExp(`^<!-- kdeploy diff: shop/prod_shop/${cluster.namespace}(@\\S+)? -->\\n\\n### kdeploy diff of `),
    )
    expect(stub.comments[0]?.body).toContain('| create | `Deployment ')
    expect(stub.comments[0]?.body).toMatch(/\n\n<sub>commit `111111111111`, \[job\]\(<[^>]*\/runs\/99>\)<\/sub>$/)

    await shop.kdeploy('apply')
    const same = await diff('-o', 'json')

    expect(same.exitCode).toBe(0)
    expect(same.stdout).toMatch(/"type":"notice",.*"message":"replaced the comment on pull request shop\/app#7: /)
    expect(stub.comments[0]?.body).toContain('\n\nno differences\n')

    await shop.change({ files: secret('battery-staple'), web: (text) => text.replace('replicas: ', 'replicas: -') })
    const refused = await diff()

    expect(refused.exitCode).toBe(2)
    expect(stub.comments[0]?.body).toContain('**an apply would be refused:**')
    expect(stub.comments).toHaveLength(1)
  })

  test('makes none without a difference, and loses no result where it fails', async ({ cluster }) => {
    const stub = await gitHub()
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    const diff = (environment: Record<string, string>, ...args: string[]) =>
      cluster.startKdeploy(['diff', '-p', 'prod_shop', '--comment', ...args], {
        cwd: shop.folder,
        env: { PATH: process.env['PATH'], ...environment },
      }).result
    expect((await diff(githubJob(stub, token))).exitCode).toBe(0)
    expect(stub.comments).toEqual([])

    await shop.change({ tag: '2' })
    const plan = `${shop.folder}/plan.json`
    const failed = await diff(githubJob(stub, 'ghs_wrong'), '--plan', plan)

    expect(failed.exitCode).toBe(1)
    expect(failed.stdout).toContain('+image: registry.example.com/shop:2')
    expect(failed.stderr).toContain(
      'warning: no comment on pull request shop/app#7: GitHub refused GET /user: 401 Bad credentials\n',
    )
    expect(failed.stderr).toContain('hint: the token is wrong or has expired')
    expect(failed.stderr).toContain(`the plan was written to ${plan}`)

    const elsewhere = await diff({ GITLAB_CI: 'true', CI_PIPELINE_SOURCE: 'push' })
    expect(elsewhere.exitCode).toBe(1)
    expect(elsewhere.stderr).toContain('no comment: this job is not in a pipeline of a merge request')
  })
})
