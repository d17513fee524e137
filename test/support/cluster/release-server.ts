import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Cluster } from './cluster.ts'
import { closedPort } from './local-server.ts'

const run = promisify(execFile)

/** The server that the pods of a release would run, as the API server reaches it: by the release's Service, on this machine. */
export interface ReleaseServer {
  /** The certificate, in base64, as a webhook configuration has it. */
  readonly caBundle: string
  readonly port: number
  /** The manifests of its Service (without a proxy, an ExternalName reaches this machine) and of a Deployment with these annotations on its pods. */
  manifests(annotations?: Readonly<Record<string, string>>): string
  /** Listens as soon as the Deployment is ready in this generation: within two minutes, as what asks a server that is down is retried. */
  startWhenReady(generation: number): Promise<void>
  stop(): Promise<void>
}

/** Makes a server named `hook`, which does not listen yet. */
export async function makeReleaseServer(
  cluster: Cluster,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<ReleaseServer> {
  const folder = await mkdtemp(join(tmpdir(), 'kdeploy-server-'))
  const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const name = `hook.${cluster.namespace}.svc`
  await run('openssl', [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${name}`],
    ...['-addext', `subjectAltName=DNS:${name}`, '-keyout', keyFile, '-out', certFile],
  ])
  const [key, cert] = await Promise.all([readFile(keyFile), readFile(certFile)])
  await rm(folder, { recursive: true })
  const port = await closedPort()
  let server = createServer({ key, cert }, answer)
  return {
    caBundle: cert.toString('base64'),
    port,
    manifests: (annotations = {}) => `apiVersion: v1
kind: Service
metadata: {name: hook}
spec: {type: ExternalName, externalName: localhost, selector: {app: hook}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: hook}
spec:
  selector: {matchLabels: {app: hook}}
  template:
    metadata: {labels: {app: hook}, annotations: ${JSON.stringify(annotations)}}
    spec:
      terminationGracePeriodSeconds: 0
      containers: [{name: hook, image: registry.example.com/hook}]
`,
    async startWhenReady(generation) {
      const path = '{.status.observedGeneration} {.status.updatedReplicas} {.status.availableReplicas}'
      const read = () => cluster.kubectl(['get', 'deployment/hook', '--ignore-not-found', '-o', `jsonpath=${path}`])
      await cluster.waitFor('the server to be ready', async () => (await read()) === `${generation} 1 1`, 120)
      server = createServer({ key, cert }, answer)
      await new Promise<void>((resolve) => server.listen(port, resolve))
    },
    async stop() {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
