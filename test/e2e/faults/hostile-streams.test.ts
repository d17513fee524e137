import { readFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { expect } from 'vitest'
import { type Fault, isWatch, type ProxiedRequest, startApiProxy } from '../../support/cluster/api-proxy.ts'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { repeat, sendGzipBomb } from '../../support/faults/hostile-server.ts'
import { preload } from '../../support/kdeploy.ts'
import { createShop } from '../../support/projects/shop.ts'

/** Applies a shop through a proxy that answers some requests itself; `peak` in MiB. */
async function applied(
  cluster: Cluster,
  shop: Parameters<typeof createShop>[1],
  inject: (request: ProxiedRequest) => Fault | undefined,
) {
  const { folder } = await createShop(cluster, shop)
  const proxy = await startApiProxy(cluster, inject)
  try {
    const env = {
      KUBECONFIG: proxy.kubeconfig,
      PEAK_FILE: join(folder, 'peak'),
      ...preload('faults/note-peak.cjs'),
    }
    const result = await cluster.kdeploy(['apply', '-p', 'prod_shop'], { cwd: folder, env })
    return { ...result, peak: Number(await readFile(join(folder, 'peak'), 'utf8')) / 1024 }
  } finally {
    await proxy.close()
  }
}

const line = Buffer.alloc(1024 * 1024, 'x')
const lines = Buffer.from(`${'x'.repeat(1023)}\n`.repeat(1024))

/** Some MiB a moment, of Pods that nobody knows. */
function sendNewPods(response: ServerResponse): void {
  const annotations = { note: 'x'.repeat(1024 * 1024) }
  let number = 0
  response.writeHead(200, { 'content-type': 'application/json' })
  const go = () => {
    number += 1
    const metadata = { name: `p-${number}`, uid: `uid-${number}`, resourceVersion: String(number), annotations }
    const event = { type: 'ADDED', object: { apiVersion: 'v1', kind: 'Pod', metadata } }
    if (!response.destroyed) response.write(`${JSON.stringify(event)}\n`, () => setImmediate(go))
  }
  go()
}

for (const [what, answer] of [
  ['one line without an end', (response) => repeat(response, line)],
  ['a gzip bomb', (response) => sendGzipBomb(response)],
  ['events that are none', (response) => repeat(response, lines)],
  ['ever new objects', (response) => sendNewPods(response)],
] satisfies [string, (response: ServerResponse) => void][])
  test(`a watch that sends ${what} costs neither the deploy nor much memory`, async ({ cluster }) => {
    const isPods = ({ url }: ProxiedRequest) => isWatch(url) && url.includes('/pods?')

    const { exitCode, stderr, peak } = await applied(cluster, { readyAfter: '3s' }, (request) =>
      isPods(request) ? { answer } : undefined,
    )

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.stringContaining('done: ') })
    // A fast machine parses more before V8 collects it: 360 MB after 3 seconds, and no more after 9.
    expect(peak).toBeLessThan(450)
  })

for (const [what, piece] of [
  ['one line', line],
  ['lines', lines],
] as const)
  test(`of a container's log that has ${what} without an end little is read, and shown`, async ({ cluster }) => {
    const isLog = ({ url }: ProxiedRequest) => url.includes('/log?')

    const { exitCode, stderr, peak } = await applied(cluster, { stage: 'crash-loop' }, (request) =>
      isLog(request) ? { answer: (response) => repeat(response, piece) } : undefined,
    )

    expect(exitCode).toBe(5)
    expect(stderr).toContain('CrashLoopBackOff')
    expect(stderr.length).toBeLessThan(64 * 1024)
    expect(peak).toBeLessThan(300)
  })
