import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type Answer,
  repeat,
  send,
  sendGzipBomb,
  sendJson,
  startHostileServer,
  startRawServer,
} from '../support/faults/hostile-server.ts'
import { kdeploy, preload } from '../support/kdeploy.ts'
import { createProject, type Project } from '../support/projects/project.ts'

/** The most memory that any answer may have kdeploy take, in MiB. */
const mostMemory = 300

let project: Project
beforeAll(async () => {
  project = await createProject({
    files: {
      'kdeploy.yaml': 'name: shop\n',
      'profiles/default.yaml': 'namespace: shop\n',
      'profiles/prod_shop.yaml': '',
      'profiles/prod_live.yaml': 'variablesFrom: [{configMap: settings, as: live}]\n',
      'profiles/prod_all.yaml': 'variablesFrom: [{configMap: {selector: "team=shop"}, as: live}]\n',
      'templates/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n',
    },
  })
})
afterAll(() => project.remove())

let runs = 0

/** Runs a command against a server; `peak` in MiB. */
async function run(server: string, args: readonly string[]) {
  runs += 1
  const kubeconfig = join(project.folder, `kubeconfig-${runs}`)
  const peakFile = join(project.folder, `peak-${runs}`)
  const config = {
    clusters: [{ name: 'hostile', cluster: { server } }],
    contexts: [{ name: 'hostile', context: { cluster: 'hostile' } }],
    'current-context': 'hostile',
  }
  await project.write({ [`kubeconfig-${runs}`]: JSON.stringify(config) })
  const env = {
    KUBECONFIG: kubeconfig,
    PEAK_FILE: peakFile,
    ...preload('faults/note-peak.cjs'),
  }
  const result = await kdeploy(args, { cwd: project.folder, env })
  return { ...result, peak: Number(await readFile(peakFile, 'utf8')) / 1024 }
}

const history = ['history', '-p', 'prod_shop']
const liveSource = ['render', '-p', 'prod_live']

/** Runs a command whose answers are `answer`'s, and expects that it ends in exit code 3, in memory that doesn't matter. */
async function refused(answer: Answer, args: readonly string[] = history, discovery?: Answer) {
  const server = await startHostileServer(answer, discovery)
  try {
    const { stderr, exitCode, peak } = await run(server.url, args)
    expect({ exitCode, stderr: stderr.replaceAll(server.url, 'URL') }).toMatchObject({ exitCode: 3 })
    expect(peak).toBeLessThan(mostMemory)
    return { stderr: stderr.replaceAll(server.url, 'URL'), requests: server.requests }
  } finally {
    await server.close()
  }
}

const mebibyte = Buffer.alloc(1024 * 1024, ' ')
const nothing: Answer = (response) => sendJson(response, {}, 404)

describe('what never ends is not read to its end', () => {
  const places: [string, (answer: Answer) => Promise<{ stderr: string }>, RegExp][] = [
    ['discovery', (answer) => refused(nothing, history, answer), /GET \/apis? is larger than 16 MiB/],
    ['a list', (answer) => refused(answer), /GET \/api\/v1\/namespaces\/shop\/secrets is larger than 24 MiB/],
    [
      'an object',
      (answer) => refused(answer, liveSource),
      /GET \/api\/v1\/namespaces\/shop\/configmaps\/settings is larger than 16 MiB/,
    ],
  ]
  for (const [place, refuse, told] of places) {
    test(`a gzip bomb for ${place}`, async () => {
      const { stderr } = await refuse((response) => sendGzipBomb(response))
      expect(stderr).toContain('URL sent too large a response: its response to ')
      expect(stderr).toMatch(told)
    })

    test(`a plain one for ${place}`, async () => {
      const { stderr } = await refuse((response) => repeat(response, mebibyte))
      expect(stderr).toContain('URL sent too large a response: its response to ')
      expect(stderr).toMatch(told)
    })
  }

  test('of an error only the status counts', async () => {
    const bomb = await refused((response) => sendGzipBomb(response, 403))
    expect(bomb.stderr).toContain('the server answered 403')
    const plain = await refused((response) => repeat(response, mebibyte, { status: 500 }))
    expect(plain.stderr).toContain('the server answered 500')
  })

  test('a list of small pages, each with a new token', async () => {
    let page = 0
    const { stderr, requests } = await refused((response) => {
      page += 1
      sendJson(response, { kind: 'SecretList', metadata: { continue: `page-${page}` }, items: [] })
    })
    expect(stderr).toContain('its response to GET /api/v1/namespaces/shop/secrets has over 5000 pages')
    expect(requests.length).toBeLessThan(5010)
  })

  test('a list of large pages, each with a new token', async () => {
    let page = 0
    const secret = { metadata: { name: 'a' }, data: { a: 'A'.repeat(1024 * 1024) } }
    const items = Array.from({ length: 10 }, () => secret)
    const { stderr } = await refused((response) => {
      page += 1
      sendJson(response, { kind: 'SecretList', metadata: { continue: `page-${page}` }, items })
    })
    expect(stderr).toContain('its response to GET /api/v1/namespaces/shop/secrets is longer than 96 MiB')
  })

  test('a list whose token leads back', async () => {
    const { stderr, requests } = await refused((response) =>
      sendJson(response, { kind: 'SecretList', metadata: { continue: 'again' }, items: [] }),
    )
    expect(stderr).toContain('repeats itself: a page continues with one that was already read')
    expect(requests.filter((request) => request.includes('continue='))).toHaveLength(1)
  })

  test('discovery of ever more groups, as servers before 1.26 tell it', async () => {
    const groups = Array.from({ length: 5000 }, (_, n) => ({
      name: `g${n}.example.com`,
      versions: [{ version: 'v1' }],
    }))
    const { stderr, requests } = await refused(nothing, history, (response, { url }) =>
      sendJson(response, url === '/api' ? { kind: 'APIVersions', versions: ['v1'] } : { kind: 'APIGroupList', groups }),
    )
    expect(stderr).toContain('its response to GET /apis lists more resources than any server has')
    expect(requests).toHaveLength(2)
  })

  test('many small values', async () => {
    const values = Buffer.from('{},'.repeat(300_000))
    const list = await refused((response) => repeat(response, values, { first: '{"items":[' }))
    expect(list.stderr).toContain('holds more than 1500000 values')
    const object = await refused((response) => repeat(response, values, { first: '{"data":[' }), liveSource)
    expect(object.stderr).toContain('holds more than 1000000 values')
  })

  test('many small values in many pages', async () => {
    let page = 0
    const item = `{"metadata":{},"x":[${'{},'.repeat(130_000)}{}]}`
    const { stderr } = await refused((response) => {
      page += 1
      send(response, `{"kind":"SecretList","metadata":{"continue":"${page}"},"items":[${item}]}`)
    })
    expect(stderr).toContain('has more than 4000000 values')
  })
})

test('a page that is too large is asked for again in smaller ones, and the list is whole', async () => {
  const configMap = (name: number) => ({ metadata: { name: `s-${name}` }, data: { [`k${name}`]: 'A'.repeat(2 ** 20) } })
  const server = await startHostileServer((response, { url = '' }) => {
    const query = new URL(url, 'http://server').searchParams
    const [from, limit] = [Number(query.get('continue') ?? 0), Number(query.get('limit'))]
    const end = Math.min(from + limit, 30)
    const items = Array.from({ length: end - from }, (_, index) => configMap(from + index))
    sendJson(response, { kind: 'ConfigMapList', metadata: end < 30 ? { continue: String(end) } : {}, items })
  })
  try {
    await project.write({
      'templates/all.yaml': 'kind: ConfigMap\napiVersion: v1\nmetadata: {name: all-{{ live | length }}}\n',
    })
    const { stdout, stderr, peak } = await run(server.url, ['render', '-p', 'prod_all', '-t', 'all.yaml'])
    expect({ stderr, stdout }).toEqual({ stderr: '', stdout: expect.stringContaining('name: all-30') })
    expect(peak).toBeLessThan(mostMemory)
    const limits = server.requests.flatMap((request) => /limit=(\d+)/.exec(request)?.[1] ?? [])
    expect(limits).toEqual(['500', '50', ...Array.from({ length: 6 }, () => '5')])
  } finally {
    await server.close()
  }
})

describe('what is no answer of an API server is told as that', () => {
  const deep = (depth: number) => `${'[{"a":'.repeat(depth)}1${'}]'.repeat(depth)}`
  const long = '12345678901234567'
  const cases: [string, Answer, string][] = [
    ['nothing', (response) => send(response, ''), 'it sent nothing'],
    ['JSON with something behind it', (response) => send(response, '{"items":[]} trailing'), 'it sent invalid JSON'],
    ['two documents', (response) => send(response, '{"items":[]}{"items":[]}'), 'it sent invalid JSON'],
    ['a number', (response) => send(response, '1e400'), 'it did not send a list'],
    ['null', (response) => send(response, 'null'), 'it did not send a list'],
    ['a list of numbers', (response) => send(response, '[1, 2]'), 'it did not send a list'],
    ['items that are none', (response) => sendJson(response, { items: 'x' }), 'it did not send a list'],
    [
      'a page of a portal',
      (response) => send(response, '<html>', 200, { 'content-type': 'text/html' }),
      'it sent text/html',
    ],
    [
      'a page of a portal as an error',
      (response) => send(response, '<html>', 511, { 'content-type': 'text/html' }),
      'the server answered 511',
    ],
    [
      'a redirect',
      (response) => send(response, '', 302, { location: 'https://me:pw@sso.example/x?token=abc' }),
      'it sent a redirect to https://sso.example\n',
    ],
    [
      'an encoding',
      (response) => send(response, 'x', 200, { 'content-encoding': 'br' }),
      'an encoding that was not requested',
    ],
    [
      'two encodings',
      (response) => send(response, gzipSync(gzipSync('{}')), 200, { 'content-encoding': 'gzip, gzip' }),
      'an encoding that was not requested',
    ],
    [
      'a gzip stream that is cut off',
      (response) => send(response, gzipSync('{"items":[]}').subarray(0, 20), 200, { 'content-encoding': 'gzip' }),
      'it sent a gzip stream that is cut off',
    ],
    [
      'invalid gzip data',
      (response) => send(response, '{"items":[]}', 200, { 'content-encoding': 'gzip' }),
      'it sent invalid gzip data',
    ],
    [
      'JSON nested deeply',
      (response) => send(response, `{"items":[${deep(100_000)}]}`),
      'it sent JSON that is nested over 500 deep',
    ],
    [
      'JSON nested deeply, with long numbers',
      (response) => send(response, `{"a":${long},"items":[${deep(100_000)}]}`),
      'it sent JSON that is nested over 500 deep',
    ],
    [
      'items that are no objects',
      (response) => send(response, '{"items":[5]}'),
      'it sent a list with JSON that is not an object',
    ],
    [
      'labels that are none',
      (response) => send(response, '{"items":[{"metadata":{"name":"a","labels":"x"}}]}'),
      "it sent a list with an object whose metadata.labels can't be read",
    ],
  ]
  for (const [what, answer, told] of cases) {
    test(what, async () => {
      const { stderr } = await refused(answer)
      expect(stderr).toContain(told)
      expect(stderr).not.toMatch(/bug in kdeploy|abc|pw@/)
    })
  }

  const objects: [string, string, string][] = [
    ['a list', '[]', 'it sent JSON that is not an object'],
    ['no kind', '{"metadata":{"name":"settings"}}', 'it sent an object without apiVersion and kind'],
    [
      'metadata that is none',
      '{"apiVersion":"v1","kind":"ConfigMap","metadata":7}',
      'it sent an object whose metadata is not an object',
    ],
    [
      'a numeric name',
      '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":7}}',
      "it sent an object whose metadata.name can't be read",
    ],
  ]
  for (const [what, body, told] of objects) {
    test(`an object: ${what}`, async () => {
      const { stderr } = await refused((response) => send(response, body), liveSource)
      expect(stderr).toContain(told)
    })
  }
})

describe('what is no HTTP that ends is told as that', () => {
  const head = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n'
  const cases: [string, string, RegExp][] = [
    ['a flood of headers', `${head}${'x: y\r\n'.repeat(100_000)}`, /sent more than 16 KiB of headers/],
    [
      'informational answers without end',
      'HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n'.repeat(10_000),
      /sent over 20 informational answers/,
    ],
    ['a protocol of its own', 'SSH-2.0-OpenSSH_9.6\r\n', /does not speak HTTP/],
    [
      'another protocol',
      'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n',
      /sent a protocol other than HTTP/,
    ],
    [
      'an answer longer than it says',
      `${head}content-length: 2\r\n\r\n{} and more, that nobody asked for`,
      /did not send a discovery document|does not speak HTTP/,
    ],
    [
      'a flood of chunk extensions',
      `${head}transfer-encoding: chunked\r\n\r\n1;${'x'.repeat(100_000)}\r\n`,
      /chunk extensions/,
    ],
  ]
  for (const [what, bytes, told] of cases) {
    test(what, async () => {
      const server = await startRawServer((socket) => socket.write(bytes))
      try {
        const { stderr, exitCode, peak } = await run(server.url, history)
        expect({ exitCode, stderr }).toEqual({ exitCode: 3, stderr: expect.stringMatching(told) })
        expect(peak).toBeLessThan(mostMemory)
      } finally {
        await server.close()
      }
    })
  }
})
