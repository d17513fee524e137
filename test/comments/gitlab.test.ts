import { afterEach, describe, expect, test } from 'vitest'
import { openCommentPlace } from '../../src/comments/open-place.ts'
import type { CodeHostStub, StubOptions } from '../support/comments/code-host-stub.ts'
import { commentWorld, gitlabJob, testLimits } from '../support/comments/comment-world.ts'
import { startGitLab, systemAuthor } from '../support/comments/gitlab-stub.ts'

const token = 'glpat-0123456789abcdef0123'
const own = '77'
const mark = '<!-- kdeploy diff: shop/prod_web/shop -->'
const body = `${mark}\n\nplan: 1 to change`

const open: CodeHostStub[] = []
afterEach(async () => {
  for (const stub of open.splice(0)) {
    expect(stub.violations).toEqual([])
    await stub.close()
  }
})

async function gitLab(options: Partial<StubOptions> & { jobTokens?: boolean } = {}): Promise<CodeHostStub> {
  const stub = await startGitLab({ token, author: own, ...options })
  open.push(stub)
  return stub
}

interface Posting {
  readonly text?: string
  readonly create?: boolean
  readonly environment?: Readonly<Record<string, string | undefined>>
}

/** Comments as a job for merge request 7 of project 42 does. */
async function post(stub: CodeHostStub, { text = body, create = true, environment }: Posting = {}): Promise<unknown> {
  const place = openCommentPlace(commentWorld({ ...gitlabJob(stub, token), ...environment }), testLimits)
  if ('reason' in place) throw new Error(place.reason)
  return place.post({ mark, body: text, create })
}

describe('a comment on a merge request', () => {
  test('is created once, then replaced', async () => {
    const stub = await gitLab()
    stub.add('12', 'looks good')
    expect(await post(stub)).toEqual({
      action: 'created',
      url: 'https://gitlab.example/shop/app/-/merge_requests/7#note_1002',
    })
    expect(await post(stub, { text: `${mark}\n\nno differences`, create: false })).toMatchObject({ action: 'replaced' })
    expect(stub.comments.map(({ body: text }) => text)).toEqual(['looks good', `${mark}\n\nno differences`])
  })

  test('is found on a later page, and is none of GitLab itself or of somebody else', async () => {
    const stub = await gitLab()
    stub.add('12', `${mark}\nforged`)
    for (let number = 0; number < 220; number++) stub.add(systemAuthor, mark)
    stub.add(own, `${mark}\r\nold`)
    expect(await post(stub)).toMatchObject({ action: 'replaced' })
    expect(stub.comments).toHaveLength(222)
    expect(stub.comments[0]?.body).toBe(`${mark}\nforged`)
  })

  test('carries no quick action, and lines of code as they are', async () => {
    const stub = await gitLab()
    const code = '```sh\n/usr/bin/env\n~~~\n```sh\n/approve\n```'
    const text = `${mark}\n/merge\n  /close\n${code}\n/label x\na /b\n/ c`
    await post(stub, { text })
    const joined = `${mark}\n\u2060/merge\n  \u2060/close\n${code}\n\u2060/label x\na /b\n/ c`
    expect(stub.comments[0]?.body).toBe(joined)
    expect(await post(stub, { text })).toMatchObject({ action: 'unchanged' })
  })

  test.each([
    ['a fence that never ends', '```\n/merge', '```\n\u2060/merge'],
    ['a fence in a line of its own', '```a```\n/merge', '```a```\n\u2060/merge'],
    ['a longer fence', '````\n```\n/bin\n````\n/merge', '````\n```\n/bin\n````\n\u2060/merge'],
    ['what is indented as code', '    ```\n/merge', '    ```\n\u2060/merge'],
  ])('carries no quick action behind %s', async (_, text, written) => {
    const stub = await gitLab()
    await post(stub, { text: `${mark}\n${text}` })
    expect(stub.comments[0]?.body).toBe(`${mark}\n${written}`)
  })

  test("fails with the job's token alone, and says what to do", async () => {
    const stub = await gitLab()
    expect(await post(stub, { environment: { KDEPLOY_GITLAB_TOKEN: undefined } })).toEqual({
      action: 'failed',
      problem: 'GitLab refused GET /api/v4/projects/42/merge_requests/7/notes: 401 401 Unauthorized',
      hint: expect.stringContaining('put it into the masked variable KDEPLOY_GITLAB_TOKEN'),
    })
  })

  test("is made with the job's token where GitLab lets it", async () => {
    const stub = await gitLab({ token: 'job-token-of-this-job', jobTokens: true })
    const environment = { KDEPLOY_GITLAB_TOKEN: undefined }
    stub.add('12', `${mark}\nforged`)
    await post(stub, { environment })
    expect(await post(stub, { environment, text: `${mark}\n2` })).toMatchObject({ action: 'replaced' })
    expect(stub.comments.map(({ body: text }) => text)).toEqual([`${mark}\nforged`, `${mark}\n2`])
  })

  test('of what found nothing leaves none behind where whose it was had to be learned', async () => {
    const stub = await gitLab({ token: 'job-token-of-this-job', jobTokens: true })
    stub.add('12', `${mark}\nforged`)
    const environment = { KDEPLOY_GITLAB_TOKEN: undefined }
    expect(await post(stub, { environment, create: false })).toEqual({ action: 'none' })
    expect(stub.comments).toHaveLength(1)
  })

  test('says why GitLab refuses it', async () => {
    const stub = await gitLab()
    const answer = (status: number, json: unknown) => {
      stub.disturb = ({ method }, response) => {
        if (method !== 'POST') return false
        response.writeHead(status).end(JSON.stringify(json))
        return true
      }
    }
    answer(403, { error: 'insufficient_scope', error_description: 'The request requires higher privileges' })
    expect(await post(stub)).toMatchObject({
      problem: expect.stringMatching(/: 403 The request requires higher privileges$/),
      hint: 'the token needs the scope api, and its project or user the role Reporter',
    })
    answer(400, { message: { note: ['is too long'] } })
    expect(await post(stub)).toMatchObject({ problem: expect.stringMatching(/: 400 \{"note":\["is too long"\]\}$/) })
  })
})

describe('the merge request of a job', () => {
  const job = gitlabJob({ url: 'https://gitlab.example' }, token)
  const placeOf = (environment: Readonly<Record<string, string | undefined>>) =>
    openCommentPlace(commentWorld({ ...job, ...environment }))

  test('is that of the project that it was opened in, not of the fork', () => {
    const place = placeOf({ CI_PROJECT_ID: '43', CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: 'abcdef0123' })
    expect(place).toMatchObject({ name: 'merge request shop/app!7', commit: 'abcdef0123', longest: 200_000 })
  })

  test.each([
    ['a branch', { CI_MERGE_REQUEST_IID: undefined, CI_PIPELINE_SOURCE: 'push' }, 'but in one for push'],
    ['a schedule', { CI_MERGE_REQUEST_IID: '', CI_PIPELINE_SOURCE: 'schedule' }, 'but in one for schedule'],
  ])('is none of a pipeline for %s', (_, environment, reason) => {
    expect(placeOf(environment)).toMatchObject({ reason: expect.stringContaining(reason), isMistake: false })
  })

  test.each([
    ['no token', { KDEPLOY_GITLAB_TOKEN: '', CI_JOB_TOKEN: undefined }, 'is set'],
    ['a broken token', { KDEPLOY_GITLAB_TOKEN: 'a b' }, 'characters'],
    ['no address', { CI_API_V4_URL: '' }, 'CI_API_V4_URL is not set'],
    ['no project', { CI_MERGE_REQUEST_PROJECT_ID: 'a/b' }, 'is not a number'],
  ])('can not be commented on with %s', (_, environment, reason) => {
    expect(placeOf(environment)).toMatchObject({ reason: expect.stringContaining(reason), isMistake: true })
  })
})
