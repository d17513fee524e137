import { afterEach, describe, expect, test } from 'vitest'
import type { CommentPlace } from '../../src/comments/comment-place.ts'
import { openCommentPlace } from '../../src/comments/open-place.ts'
import type { CodeHostStub } from '../support/comments/code-host-stub.ts'
import { commentWorld, githubJob, testLimits } from '../support/comments/comment-world.ts'
import { startGitHub } from '../support/comments/github-stub.ts'

const token = 'ghs_0123456789abcdef0123456789abcdef0123'
const bot = 'github-actions[bot]'
const mark = '<!-- kdeploy diff: shop/prod_web/shop -->'

const open: CodeHostStub[] = []
afterEach(async () => {
  for (const stub of open.splice(0)) {
    expect(stub.violations).toEqual([])
    await stub.close()
  }
})

async function gitHub(): Promise<CodeHostStub> {
  const stub = await startGitHub({ token, author: bot })
  open.push(stub)
  return stub
}

function post(stub: CodeHostStub, text: string): ReturnType<CommentPlace['post']> {
  const place = openCommentPlace(commentWorld(githubJob(stub, token)), testLimits)
  if ('reason' in place) throw new Error(place.reason)
  return place.post({ mark, body: `${mark}\n${text}`, create: true })
}

const bodies = (stub: CodeHostStub) => stub.comments.map(({ body }) => body)

describe('two jobs that comment at a time', () => {
  test('leave one comment, the older, with what the later one says', async () => {
    const stub = await gitHub()
    // The other job creates its own between our look and our create.
    stub.disturb = ({ method, url }) => {
      if (method === 'POST' && url.pathname.endsWith('/comments') && stub.comments.length === 0)
        stub.add(bot, `${mark}\nof the other`)
      return false
    }
    expect(await post(stub, 'ours')).toMatchObject({ action: 'replaced' })
    expect(bodies(stub)).toEqual([`${mark}\nours`])
  })

  test('leave the one that was first, where the other comes right after it', async () => {
    const stub = await gitHub()
    stub.created = () => {
      stub.created = undefined
      stub.add(bot, `${mark}\nof the other`)
    }
    expect(await post(stub, 'ours')).toMatchObject({ action: 'created' })
    // The other one takes its own away; the next run would, too.
    await post(stub, 'of the next run')
    expect(bodies(stub)).toEqual([`${mark}\nof the next run`])
  })

  test.each([2, 5])('%i of them at once leave one comment for the next run', async (jobs) => {
    const stub = await gitHub()
    await Promise.all(Array.from({ length: jobs }, (_, number) => post(stub, `job ${number}`)))
    expect(bodies(stub)).toHaveLength(1)
    await post(stub, 'next')
    expect(bodies(stub)).toEqual([`${mark}\nnext`])
  })
})

describe('a comment that is deleted meanwhile', () => {
  test('is created again', async () => {
    const stub = await gitHub()
    stub.add(bot, `${mark}\nold`)
    stub.disturb = ({ method }) => {
      if (method === 'PATCH') stub.comments.splice(0)
      return false
    }
    expect(await post(stub, 'new')).toMatchObject({ action: 'created' })
    expect(bodies(stub)).toEqual([`${mark}\nnew`])
  })

  test('each time is given up', async () => {
    const stub = await gitHub()
    stub.add(bot, `${mark}\nold`)
    stub.disturb = ({ method }, response) => {
      if (method !== 'PATCH') return false
      response.writeHead(404).end('{}')
      return true
    }
    expect(await post(stub, 'new')).toMatchObject({
      action: 'failed',
      problem: 'its comment is deleted as often as it is made',
    })
  })
})

describe('a create without an answer', () => {
  test('is not done twice, where it was done', async () => {
    const stub = await gitHub()
    stub.disturb = ({ method, url }, response) => {
      if (method !== 'POST' || !url.pathname.endsWith('/comments')) return false
      stub.disturb = undefined
      stub.add(bot, `${mark}\nours`)
      response.destroy()
      return true
    }
    expect(await post(stub, 'ours')).toMatchObject({ action: 'unchanged' })
    expect(bodies(stub)).toEqual([`${mark}\nours`])
  })

  test('is done again, where it was not', async () => {
    const stub = await gitHub()
    let failures = 2
    stub.disturb = ({ method, url }, response) => {
      if (method !== 'POST' || !url.pathname.endsWith('/comments') || failures-- <= 0) return false
      response.writeHead(502).end('<html>')
      return true
    }
    expect(await post(stub, 'ours')).toMatchObject({ action: 'created' })
    expect(bodies(stub)).toHaveLength(1)
  })
})

test('a comment too many that may not be deleted fails nothing', async () => {
  const stub = await gitHub()
  stub.add(bot, `${mark}\n1`)
  stub.add(bot, `${mark}\n2`)
  stub.disturb = ({ method }, response) => {
    if (method !== 'DELETE') return false
    response.writeHead(403).end('{}')
    return true
  }
  expect(await post(stub, 'new')).toMatchObject({ action: 'replaced' })
  expect(bodies(stub)).toEqual([`${mark}\nnew`, `${mark}\n2`])
})

test('of thousands of comments none is created, as its own may be among those that are not read', async () => {
  const stub = await gitHub()
  for (let number = 0; number < 5_001; number++) stub.add('alice', '+1')
  expect(await post(stub, 'new')).toMatchObject({
    action: 'failed',
    problem: 'there are too many comments to find its own among them',
  })
  expect(stub.comments).toHaveLength(5_001)
}, 120_000)
