import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { request } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import { certificateFile, type Layout } from './components.ts'
import { serverAddress, type Tokens } from './files.ts'
import type { Component } from './process.ts'

interface Answer {
  readonly status: number
  readonly body: string
}

/** Polls until `check` says true. Throws at once when a component has ended, and after `seconds`. */
export async function waitUntil(
  what: string,
  components: readonly Component[],
  check: () => Promise<boolean>,
  seconds = 120,
): Promise<void> {
  const end = Date.now() + seconds * 1000
  while (!(await check().catch(() => false))) {
    for (const component of components) {
      const failure = component.failure()
      if (failure !== undefined) throw new Error(`The control plane didn't start: ${failure}`)
    }
    if (Date.now() > end) throw new Error(`The control plane didn't start: ${what} took more than ${seconds} s`)
    await sleep(25)
  }
}

/** The API server has made its certificate, which the kubeconfig holds. */
export async function certificateExists(layout: Layout): Promise<boolean> {
  const path = certificateFile(layout)
  return existsSync(path) && (await readFile(path, 'utf8')).trimEnd().endsWith('-----END CERTIFICATE-----')
}

export async function apiServerIsReady(layout: Layout, tokens: Tokens): Promise<boolean> {
  return (await call(layout, tokens, 'GET', '/readyz')).status === 200
}

/** A node with room for a hundred pods of ordinary size; kwok reports for it, so kwok must run already or later. */
export async function createNode(layout: Layout, tokens: Tokens, name: string): Promise<void> {
  const room = { cpu: '32', memory: '128Gi', 'ephemeral-storage': '500Gi', pods: '500' }
  const labels = { 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64' }
  const node = {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels },
    status: { allocatable: room, capacity: room },
  }
  const answer = await call(layout, tokens, 'POST', '/api/v1/nodes', node)
  if (answer.status !== 201) throw new Error(`The node ${name} wasn't created: ${answer.body}`)
}

/** Pods can be made: every node is ready and untainted, and the namespace `default` has its service account. */
export async function acceptsPods(layout: Layout, tokens: Tokens): Promise<boolean> {
  const account = await call(layout, tokens, 'GET', '/api/v1/namespaces/default/serviceaccounts/default')
  const nodes = await call(layout, tokens, 'GET', '/api/v1/nodes')
  if (account.status !== 200 || nodes.status !== 200) return false
  const { items }: NodeList = JSON.parse(nodes.body)
  return items.every(
    (node) =>
      node.spec.taints === undefined &&
      node.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True'),
  )
}

interface NodeList {
  readonly items: readonly {
    readonly spec: { readonly taints?: readonly unknown[] }
    readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] }
  }[]
}

async function call(layout: Layout, tokens: Tokens, method: string, path: string, body?: object): Promise<Answer> {
  const ca = await readFile(certificateFile(layout))
  const headers = { authorization: `Bearer ${tokens.admin}`, 'content-type': 'application/json' }
  return new Promise((resolve, reject) => {
    const outgoing = request(serverAddress(layout) + path, { method, ca, headers, timeout: 5000 }, (incoming) => {
      let text = ''
      incoming.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
      incoming.once('end', () => resolve({ status: incoming.statusCode ?? 0, body: text })).once('error', reject)
    })
    outgoing.once('timeout', () => outgoing.destroy(new Error('no answer within 5 s'))).once('error', reject)
    outgoing.end(body === undefined ? undefined : JSON.stringify(body))
  })
}
