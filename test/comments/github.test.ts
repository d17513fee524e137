import { afterEach, describe, expect, test } from 'vitest'
import type { CommentPlace, NoPlace } from '../../src/comments/comment-place.ts'
import { openCommentPlace } from '../../src/comments/open-place.ts'
import type { CodeHostStub, StubOptions } from '../support/comments/code-host-stub.ts'
import { commentWorld, githubJob, testLimits } from '../support/comments/comment-world.ts'
import { startGitHub } from '../support/comments/github-stub.ts'

const token = 'ghs_0123456789abcdef0123456789abcdef0123'
const bot = 'github-actions[bot]'
const mark = '<!-- kdeploy diff: shop/prod_web/shop -->'
const body = `${mark}\n\nplan: 1 to change`

const open: CodeHostStub[] = []
afterEach(async () => {
  for (const stub of open.splice(0)) {
    expect(stub.violations).toEqual([])
    await stub.close()
  }
})

async function gitHub(options: Partial<StubOptions> = {}): Promise<CodeHostStub> {
  const stub = await startGitHub({ token, author: bot, ...options })
  open.push(stub)
  return stub
}

function placeOf(
  environment: Readonly<Record<string, string | undefined>>,
  files: Readonly<Record<string, string>> = {},
): CommentPlace | NoPlace {
  return openCommentPlace(commentWorld(environment, files), testLimits)
}

/** Comments as a job of pull request shop/app#7 does. */
async function post(stub: CodeHostStub, text = body, create = true): Promise<unknown> {
  const place = placeOf(githubJob(stub, token))
  if ('reason' in place) throw new Error(place.reason)
  return place.post({ mark, body: text, create })
}

const event = (json: unknown) => ({ '/event.json': JSON.stringify(json) })

describe('a comment on a pull request', () => {
  test('is created once, then replaced', async () => {
    const stub = await gitHub()
    stub.add('alice', 'looks good')
    expect(await post(stub)).toEqual({
      action: 'created',
      url: 'https://github.example/shop/app/pull/7#issuecomment-1002',
    })
    expect(await post(stub, `${mark}\n\nno differences`)).toMatchObject({ action: 'replaced' })
    expect(stub.comments.map(({ body: text }) => text)).toEqual(['looks good', `${mark}\n\nno differences`])
    expect(await post(stub, `${mark}\n\nno differences`)).toMatchObject({ action: 'unchanged' })
  })

  test('is made by a person whose token it is, too', async () => {
    const stub = await gitHub({ author: 'Alice' })
    await post(stub)
    expect(await post(stub, `${mark}\n2`)).toMatchObject({ action: 'replaced' })
    expect(stub.comments).toHaveLength(1)
    expect(stub.requests).not.toContain('POST /graphql')
  })

  test('is found on a later page', async () => {
    const stub = await gitHub()
    for (let number = 0; number < 250; number++) stub.add('alice', `comment ${number}`)
    stub.add(bot, `${mark}\nold`)
    expect(await post(stub)).toMatchObject({ action: 'replaced' })
    expect(stub.comments).toHaveLength(251)
    expect(stub.requests.filter((request) => request.endsWith('/7/comments'))).toHaveLength(3)
  })

  test('is not that of somebody else who wrote the mark, nor a quotation of it', async () => {
    const stub = await gitHub()
    stub.add('mallory', `${mark}\nall is well`)
    stub.add('ghost', `${mark}\nall is well`)
    stub.add(bot, `> ${mark}\nquoted`)
    stub.add(bot, `${mark.replace('prod_web', 'stg_web')}\nof another profile`)
    expect(await post(stub)).toMatchObject({ action: 'created' })
    expect(stub.comments).toHaveLength(5)
    expect(stub.comments[0]?.body).toBe(`${mark}\nall is well`)
  })

  test('is not created by what found nothing', async () => {
    const stub = await gitHub()
    expect(await post(stub, body, false)).toEqual({ action: 'none' })
    expect(stub.comments).toEqual([])
  })

  test.each([
    ['too long', 422, 'refused POST /repos/shop/app/issues/7/comments: 422 Validation Failed', undefined],
    ['of a pull request from a fork', 403, 'Resource not accessible by integration', 'pull-requests: write'],
  ])('that is %s fails with what GitHub says', async (_, status, problem, hint) => {
    const stub = await gitHub()
    stub.disturb = ({ method, url }, response) => {
      if (method !== 'POST' || url.pathname === '/graphql' || status === 422) return false
      response.writeHead(403).end(JSON.stringify({ message: 'Resource not accessible by integration' }))
      return true
    }
    const posted = await post(stub, status === 422 ? `${mark}\n${'x'.repeat(70_000)}` : body)
    expect(posted).toMatchObject({ action: 'failed', problem: expect.stringContaining(problem) })
    expect((posted as { hint?: string }).hint ?? '').toContain(hint ?? '')
  })

  test('fails with a wrong token, which nobody sees', async () => {
    const stub = await gitHub({ token: 'another' })
    expect(await post(stub)).toEqual({
      action: 'failed',
      problem: 'GitHub refused GET /user: 401 Bad credentials',
      hint: 'the token is wrong or has expired',
    })
  })

  test('learns whose it is from the comment itself where GitHub does not tell before', async () => {
    const stub = await gitHub()
    stub.disturb = ({ url }, response) => {
      if (url.pathname !== '/graphql') return false
      response.writeHead(404).end('{}')
      return true
    }
    stub.add('mallory', `${mark}\nforged`)
    await post(stub)
    expect(await post(stub, `${mark}\n2`)).toMatchObject({ action: 'replaced' })
    expect(stub.comments.map(({ author, body: text }) => `${author} ${text.slice(-6)}`)).toEqual([
      'mallory forged',
      `${bot} ${`${mark}\n2`.slice(-6)}`,
    ])
    expect(await post(stub, `${mark}\nnone`, false)).toMatchObject({ action: 'replaced' })
    expect(stub.comments).toHaveLength(2)
  })
})

describe('the pull request of a job', () => {
  const job = githubJob({ url: 'https://api.github.example' }, token)

  test.each<[string, Record<string, string | undefined>, unknown, string]>([
    ['its ref', {}, undefined, 'pull request shop/app#7'],
    ['its event', { GITHUB_REF: 'refs/heads/main' }, { pull_request: { number: 8 } }, 'pull request shop/app#8'],
    ['a comment on it', { GITHUB_REF: '' }, { issue: { number: 9, pull_request: {} } }, 'pull request shop/app#9'],
  ])('is known from %s', (_, environment, json, name) => {
    const files = json === undefined ? {} : event(json)
    expect(placeOf({ ...job, GITHUB_EVENT_PATH: '/event.json', ...environment }, files)).toMatchObject({ name })
  })

  test('has the commit that its author pushed', () => {
    const sha = 'abcdef0123456789abcdef0123456789abcdef01'
    const files = event({ pull_request: { number: 7, head: { sha } } })
    expect(placeOf({ ...job, GITHUB_EVENT_PATH: '/event.json' }, files)).toMatchObject({ commit: sha })
  })

  test.each([
    ['a push', { GITHUB_REF: 'refs/heads/main', GITHUB_EVENT_NAME: 'push' }, 'for push'],
    ['an issue', { GITHUB_REF: 'refs/heads/main', GITHUB_EVENT_NAME: 'issue_comment' }, 'for issue_comment'],
    ['a queue', { GITHUB_REF: 'refs/heads/gh-readonly-queue/main/pr-7-abc' }, 'not for a pull request'],
  ])('is none of a job for %s', (_, environment, reason) => {
    const files = event({ issue: { number: 9 } })
    const place = placeOf({ ...job, GITHUB_EVENT_PATH: '/event.json', ...environment }, files)
    expect(place).toMatchObject({ reason: expect.stringContaining(reason), isMistake: false })
  })

  test.each([
    ['no token', { GITHUB_TOKEN: ' ' }, 'none of KDEPLOY_GITHUB_TOKEN, GITHUB_TOKEN, GH_TOKEN is set'],
    ['a token of two lines', { GITHUB_TOKEN: 'a\nb' }, 'the token has characters that none has'],
    ['no address', { GITHUB_API_URL: undefined }, 'GITHUB_API_URL is not set'],
    ['a foreign address', { GITHUB_API_URL: 'file:///etc' }, 'GITHUB_API_URL is not the address of an API'],
    ['a login in the address', { GITHUB_API_URL: 'https://a:b@api' }, 'GITHUB_API_URL is not the address of an API'],
    ['another repository', { GITHUB_REPOSITORY: 'a/b/../c' }, 'GITHUB_REPOSITORY is not OWNER/NAME'],
  ])('can not be commented on with %s', (_, environment, reason) => {
    expect(placeOf({ ...job, ...environment })).toMatchObject({ reason, isMistake: true })
  })

  test('has a token that is a known secret from then on', () => {
    const world = commentWorld({ ...job, KDEPLOY_GITHUB_TOKEN: ' its-own-token\n' })
    openCommentPlace(world)
    expect(world.secrets).toEqual(['its-own-token'])
  })
})
