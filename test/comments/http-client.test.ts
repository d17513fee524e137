import { afterEach, describe, expect, test } from 'vitest'
import type { Posted } from '../../src/comments/comment-place.ts'
import type { HttpLimits } from '../../src/comments/http-client.ts'
import { openCommentPlace } from '../../src/comments/open-place.ts'
import { type LocalProxy, startProxy, startServer } from '../support/cluster/local-server.ts'
import { startSocksProxy } from '../support/cluster/socks-proxy.ts'
import { makeCertificate } from '../support/comments/certificate.ts'
import type { CodeHostStub, StubOptions } from '../support/comments/code-host-stub.ts'
import { commentWorld, githubJob, testLimits } from '../support/comments/comment-world.ts'
import { startGitHub } from '../support/comments/github-stub.ts'

const token = 'ghs_0123456789abcdef0123456789abcdef0123'
const mark = '<!-- kdeploy diff: shop/prod_web/shop -->'
const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function gitHub(options: Partial<StubOptions> = {}): Promise<CodeHostStub> {
  const stub = await startGitHub({ token, author: 'github-actions[bot]', ...options })
  closing.push(() => stub.close())
  return stub
}

type World = ReturnType<typeof commentWorld>

async function post(world: World, limits: Partial<HttpLimits> = {}): Promise<Posted> {
  const place = openCommentPlace(world, { ...testLimits, ...limits })
  if ('reason' in place) throw new Error(place.reason)
  const posted = await place.post({ mark, body: `${mark}\nplan`, create: true })
  expect(JSON.stringify([posted, world.traced])).not.toContain(token)
  return posted
}

const isList = ({ method, url }: { method: string; url: URL }) => method === 'GET' && url.pathname.endsWith('/comments')

describe('a code host that is hostile or broken', () => {
  test.each<
    [string, Parameters<NonNullable<CodeHostStub['disturb']>>[1] extends infer R ? (r: R) => void : never, RegExp]
  >([
    ['a login page', (r) => r.writeHead(200, { 'content-type': 'text/html' }).end('<html>sign in'), /other than JSON$/],
    ['broken JSON', (r) => r.writeHead(200).end('[{"id": 1'), /other than JSON$/],
    ['other JSON', (r) => r.writeHead(200).end('{"id": 1}'), /other than a list of comments$/],
    ['other comments', (r) => r.writeHead(200).end('[{"id": "1"}]'), /other than a comment$/],
    ['nothing', (r) => r.writeHead(204).end(), /other than a list of comments$/],
    ['deep JSON', (r) => r.writeHead(200).end('['.repeat(10_000)), /it sent JSON that is nested over 500 deep$/],
    ['too many values', (r) => r.writeHead(200).end(`[${'0,'.repeat(600_000)}0]`), /holds more than 500000 values$/],
    ['a broken gzip', (r) => r.writeHead(200, { 'content-encoding': 'gzip' }).end('no'), /invalid gzip data$/],
    ['404', (r) => r.writeHead(404).end('{"message":"Not Found"}'), /: 404 Not Found$/],
    ['410 without words', (r) => r.writeHead(410).end(), /: 410 Gone$/],
    ['a redirect nowhere', (r) => r.writeHead(302).end(), /: 302 Found$/],
    [
      'a redirect to another host',
      (r) => r.writeHead(302, { location: 'https://evil.example/x' }).end(),
      /another host/,
    ],
    [
      'a next page elsewhere',
      (r) => r.writeHead(200, { link: '<http://evil.example>; rel=next' }).end('[]'),
      /another host/,
    ],
  ])('that answers with %s', async (_, answer, problem) => {
    const stub = await gitHub()
    stub.disturb = (request, response) => {
      if (!isList(request)) return false
      answer(response as never)
      return true
    }
    const posted = await post(commentWorld(githubJob(stub, token)))
    expect(posted).toMatchObject({ action: 'failed', problem: expect.stringMatching(problem) })
    expect(stub.comments).toEqual([])
  })

  test('that sends without end is given up at 32 MiB', async () => {
    const stub = await gitHub()
    stub.disturb = (request, response) => {
      if (!isList(request)) return false
      const piece = Buffer.alloc(1024 * 1024, ' ')
      response.writeHead(200)
      const more = () => {
        while (!response.destroyed && response.write(piece));
      }
      response.on('drain', more)
      more()
      return true
    }
    const posted = await post(commentWorld(githubJob(stub, token)))
    expect(posted).toMatchObject({ problem: expect.stringMatching(/its response is larger than 32 MiB$/) })
  })

  test.each<
    [string, Partial<HttpLimits>, (response: { writeHead: (status: number) => { write(text: string): void } }) => void]
  >([
    ['with nothing', { response: 200 }, () => {}],
    [
      'byte by byte',
      { whole: 200 },
      (response) => {
        const message = response.writeHead(200)
        const timer = setInterval(() => message.write(' '), 20)
        closing.push(() => clearInterval(timer))
      },
    ],
  ])('that answers too slowly, %s, is given up', async (_, limits, answer) => {
    const stub = await gitHub()
    stub.disturb = (request, response) => {
      if (!isList(request)) return false
      answer(response as never)
      return true
    }
    const posted = await post(commentWorld(githubJob(stub, token)), { ...limits, total: 3000 })
    expect(posted).toMatchObject({ problem: expect.stringMatching(/no (complete )?response within 0\.2 s$/) })
  })

  test('that is slow again and again gets no more than the time for all requests', async () => {
    const stub = await gitHub()
    stub.disturb = (request, response) => {
      if (!isList(request)) return false
      const message = response.writeHead(200)
      const timer = setInterval(() => message.write(' '), 20)
      closing.push(() => clearInterval(timer))
      return true
    }
    const posted = await post(commentWorld(githubJob(stub, token)), { whole: 60_000, total: 400 })
    expect(posted).toMatchObject({
      problem: expect.stringMatching(/longer than 0\.4 s for all requests|within 0\.[34]\d* s$/),
    })
  })

  test('that is not there is told in words', async () => {
    const posted = await post(commentWorld(githubJob({ url: 'http://127.0.0.1:1' }, token)))
    expect(posted).toMatchObject({ problem: "GitHub can't be used: GET /user: connection refused" })
  })

  test('shows no more than a few words of what it says', async () => {
    const stub = await gitHub()
    stub.disturb = (_, response) => {
      response.writeHead(400).end(JSON.stringify({ message: 'x'.repeat(100_000) }))
      return true
    }
    const world = commentWorld(githubJob(stub, token))
    const { createMasking } = await import('../../src/masking/masking.ts')
    const posted = await post(world)
    const problem = 'problem' in posted ? posted.problem : ''
    expect(createMasking().redact(problem)).toMatch(/^GitHub refused GET \/user: 400 x{300}…$/)
  })
})

describe('a redirect within the host', () => {
  test('is followed, as for a repository that was renamed', async () => {
    const stub = await gitHub()
    stub.disturb = ({ method, url, path }, response) => {
      if (!url.pathname.startsWith('/repos/shop/app/') || url.searchParams.has('moved')) return false
      if (method !== 'GET' && method !== 'POST') return false
      response.writeHead(307, { location: `${path}${path.includes('?') ? '&' : '?'}moved=1` }).end()
      return true
    }
    expect(await post(commentWorld(githubJob(stub, token)))).toMatchObject({ action: 'created' })
  })

  test('in circles is given up', async () => {
    const stub = await gitHub()
    stub.disturb = (request, response) => {
      if (!isList(request)) return false
      response.writeHead(302, { location: request.path }).end()
      return true
    }
    expect(await post(commentWorld(githubJob(stub, token)))).toMatchObject({
      problem: expect.stringMatching(/: 302 Found$/),
    })
    expect(stub.requests).toHaveLength(6)
  })
})

describe('a code host that is busy', () => {
  test('is asked again, after as long as it says', async () => {
    const stub = await gitHub()
    let failures = 2
    stub.disturb = ({ url }, response) => {
      if (url.pathname !== '/user' || failures-- <= 0) return false
      response.writeHead(failures === 1 ? 503 : 429, failures === 1 ? {} : { 'retry-after': '7' }).end()
      return true
    }
    const world = commentWorld(githubJob(stub, token))
    expect(await post(world)).toMatchObject({ action: 'created' })
    expect(world.waits).toEqual([500, 7000])
  })

  test('is given up where it asks for a longer wait than a job has', async () => {
    const stub = await gitHub()
    stub.disturb = (_, response) => {
      response.writeHead(429, { 'retry-after': '3600' }).end('{"message": "API rate limit exceeded"}')
      return true
    }
    const world = commentWorld(githubJob(stub, token))
    expect(await post(world)).toMatchObject({ problem: 'GitHub refused GET /user: 429 API rate limit exceeded' })
    expect(world.waits).toEqual([])
  })

  test('is given up after three more tries', async () => {
    const stub = await gitHub()
    stub.disturb = (_, response) => {
      response.writeHead(500).end()
      return true
    }
    const world = commentWorld(githubJob(stub, token))
    expect(await post(world)).toMatchObject({ problem: 'GitHub refused GET /user: 500 Internal Server Error' })
    expect(world.waits).toEqual([500, 1000, 2000])
  })
})

describe('a proxy', () => {
  const job = (port: string | undefined) => githubJob({ url: `http://api.example:${port}` }, token)

  test('of the variables is gone through, by HTTP or SOCKS', async () => {
    const stub = await gitHub()
    const { port } = new URL(stub.url)
    const socks = await startSocksProxy()
    closing.push(() => socks.close())
    expect(await post(commentWorld({ ...job(port), HTTP_PROXY: socks.url }))).toMatchObject({ action: 'created' })
    expect(new Set(socks.asked)).toEqual(new Set([`3 api.example:${port}`]))

    const proxy = await tunnel()
    expect(await post(commentWorld({ ...job(port), HTTP_PROXY: proxy.url }))).toMatchObject({ action: 'unchanged' })
    expect(new Set(proxy.tunnels.splice(0))).toEqual(new Set([`api.example:${port}`]))
    const world = commentWorld({ ...githubJob(stub, token), https_proxy: proxy.url, HTTP_PROXY: proxy.url })
    expect(await post(world)).toMatchObject({ action: 'unchanged' })
    // Loopback never goes through one.
    expect(proxy.tunnels).toEqual([])
  })

  test('is passed by for what NO_PROXY names, and told where it refuses', async () => {
    const proxy = await tunnel(407)
    const environment = { ...job('9'), HTTP_PROXY: proxy.url }
    const refused = await post(commentWorld(environment))
    expect(refused).toMatchObject({ problem: expect.stringContaining('407 Proxy Authentication Required') })
    const { tunnels } = proxy
    expect(tunnels).toEqual(['api.example:9'])
    await post(commentWorld({ ...environment, NO_PROXY: '.example' }))
    expect(tunnels).toHaveLength(1)
  })

  test('that is none is told without its password', async () => {
    const posted = await post(commentWorld({ ...job('9'), HTTP_PROXY: 'ftp://me:pass@proxy.example' }))
    expect(posted).toMatchObject({ action: 'failed', problem: expect.stringContaining('HTTP_PROXY is not the URL') })
    expect(JSON.stringify(posted)).not.toContain('pass')
  })

  async function tunnel(status?: number): Promise<LocalProxy> {
    const proxy = await startProxy(status)
    closing.push(() => proxy.close())
    return proxy
  }
})

describe('TLS', () => {
  test('trusts the authority of NODE_EXTRA_CA_CERTS, and no other', async () => {
    const tls = makeCertificate('localhost')
    const stub = await gitHub({ tls })
    const url = stub.url.replace('127.0.0.1', 'localhost')
    const job = githubJob({ url }, token)
    expect(await post(commentWorld(job))).toMatchObject({
      action: 'failed',
      problem: expect.stringContaining("the server's certificate is signed by an unknown authority"),
    })
    expect(stub.requests).toEqual([])
    const world = commentWorld({ ...job, NODE_EXTRA_CA_CERTS: '/ca.pem' }, { '/ca.pem': tls.cert })
    expect(await post(world)).toMatchObject({ action: 'created' })
  })

  test('is spoken with the host itself through a proxy', async () => {
    const tls = makeCertificate('api.example')
    const stub = await gitHub({ tls })
    const proxy = await startProxy()
    closing.push(() => proxy.close())
    const url = stub.url.replace('127.0.0.1', 'api.example')
    const job = { ...githubJob({ url }, token), HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: '/ca.pem' }
    expect(await post(commentWorld(job, { '/ca.pem': tls.cert }))).toMatchObject({ action: 'created' })
    expect(proxy.tunnels.length).toBeGreaterThan(0)
    expect(await post(commentWorld(job, { '/ca.pem': makeCertificate('api.example').cert }))).toMatchObject({
      problem: expect.stringContaining('certificate'),
    })
  })
})

test('a token never goes to another host', async () => {
  const other = await startServer((response) => response.end('[]'))
  closing.push(() => other.close())
  const stub = await gitHub()
  stub.disturb = (request, response) => {
    if (!isList(request)) return false
    response.writeHead(307, { location: `${other.url}/repos` }).end()
    return true
  }
  const graphql = { ...githubJob(stub, token), GITHUB_GRAPHQL_URL: `${other.url}/graphql` }
  expect(await post(commentWorld(graphql))).toMatchObject({
    problem: `GitHub leads to another host, ${other.url}, which doesn't get the token`,
  })
  expect(other.seen).toEqual([])
})

test('an interruption ends it with the signal', async () => {
  const stub = await gitHub()
  const interrupted = new AbortController()
  stub.disturb = () => {
    interrupted.abort('SIGTERM')
    return true
  }
  await expect(post(commentWorld(githubJob(stub, token), {}, interrupted.signal))).rejects.toBe('SIGTERM')
})

test('what was asked is traced, without the token', async () => {
  const stub = await gitHub()
  const world = commentWorld(githubJob(stub, token))
  await post(world)
  expect(world.traced.map((line) => line.replace(/\d+ ms$/, 'T ms'))).toEqual([
    `GET ${stub.url}/user: 403 in T ms`,
    `POST ${stub.url}/graphql: 200 in T ms`,
    `GET ${stub.url}/repos/shop/app/issues/7/comments: 200 in T ms`,
    `POST ${stub.url}/repos/shop/app/issues/7/comments: 201 in T ms`,
    `GET ${stub.url}/repos/shop/app/issues/7/comments: 200 in T ms`,
  ])
})
