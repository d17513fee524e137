import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { moduleFolder } from './binaries.ts'
import { certificateFile, kwokConfigFiles, type Layout, serviceAccountKeyFile, tokenFile } from './components.ts'

/** The users of the control plane: `admin` may do everything, `restricted` only what a test grants it by RBAC. */
export type User = 'admin' | 'restricted'

export type Tokens = Readonly<Record<User, string>>

/** Chooses free ports and writes what the components read at their start, apart from the kubeconfig. */
export async function prepareFiles(folder: string): Promise<{ layout: Layout; tokens: Tokens }> {
  const [etcd, etcdPeer, server, kubelet] = await freePorts()
  const layout = { folder, kubeconfig: join(folder, 'kubeconfig.yaml'), ports: { etcd, etcdPeer, server, kubelet } }
  const tokens = { admin: randomBytes(16).toString('hex'), restricted: randomBytes(16).toString('hex') }
  const keys = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
  const files = kwokConfigFiles(layout)
  await mkdir(join(folder, 'tls'))
  await Promise.all([
    writeFile(serviceAccountKeyFile(layout), keys.privateKey, { mode: 0o600 }),
    writeFile(`${serviceAccountKeyFile(layout)}.pub`, keys.publicKey),
    writeFile(
      tokenFile(layout),
      `${tokens.admin},admin,admin,"system:masters"\n${tokens.restricted},restricted,restricted\n`,
      { mode: 0o600 },
    ),
    writeFile(files.stages, await stages()),
    writeFile(files.logs, JSON.stringify(clusterLogs())),
  ])
  return { layout, tokens }
}

/** Writes a kubeconfig with a context a user; needs the certificate that the API server makes at its start. */
export async function writeKubeconfig(layout: Layout, tokens: Tokens): Promise<void> {
  const certificate = (await readFile(certificateFile(layout))).toString('base64')
  const users = Object.keys(tokens)
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'admin',
    clusters: [
      {
        name: 'control-plane',
        cluster: { server: serverAddress(layout), 'certificate-authority-data': certificate },
      },
    ],
    contexts: users.map((name) => ({ name, context: { cluster: 'control-plane', user: name, namespace: 'default' } })),
    users: Object.entries(tokens).map(([name, token]) => ({ name, user: { token } })),
  }
  await writeFile(layout.kubeconfig, `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600 })
}

export function serverAddress(layout: Layout): string {
  return `https://127.0.0.1:${layout.ports.server}`
}

async function stages(): Promise<string> {
  const folder = join(moduleFolder, 'stages')
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort()
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))
  return texts.join('\n---\n')
}

/** Every container has the same two log files, in the form in which a container runtime writes them. */
function clusterLogs(): object {
  const logsFile = join(moduleFolder, 'logs', 'current.log')
  const previousLogsFile = join(moduleFolder, 'logs', 'previous.log')
  return {
    apiVersion: 'kwok.x-k8s.io/v1alpha1',
    kind: 'ClusterLogs',
    metadata: { name: 'all-pods' },
    spec: { selector: {}, logs: [{ logsFile, previousLogsFile, follow: false }] },
  }
}

/** Four ports that were free a moment ago; all are held at once, so that they differ. */
async function freePorts(): Promise<[number, number, number, number]> {
  const servers = [createServer(), createServer(), createServer(), createServer()] as const
  const port = (server: (typeof servers)[number]) =>
    new Promise<number>((resolve, reject) => {
      server.once('error', reject).listen(0, '127.0.0.1', () => {
        const address = server.address()
        if (address === null || typeof address === 'string') reject(new Error('a TCP server has no port'))
        else resolve(address.port)
      })
    })
  const ports = await Promise.all([port(servers[0]), port(servers[1]), port(servers[2]), port(servers[3])])
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return ports
}
