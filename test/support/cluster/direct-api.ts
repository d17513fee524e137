import { Agent, request } from 'node:https'

/** Where the API server is, and who a test is there; taken from the kubeconfig. */
export interface Access {
  readonly server: string
  /** PEM. */
  readonly authority: string
  readonly token: string | undefined
  /** PEM of a client certificate. */
  readonly certificate: string | undefined
  readonly key: string | undefined
}

/** An answer of the API server, whatever its status. */
export interface Answer {
  readonly status: number
  readonly body: string
}

/** What kubectl needs a process of its own for, tens of milliseconds of a processor each. */
export type DirectApi = (method: string, path: string, body?: object) => Promise<Answer>

/** What `kubectl config view --minify --flatten --raw -o json` tells; undefined for other ways to log in than these. */
export function accessOf(config: string): Access | undefined {
  const { clusters, users } = JSON.parse(config) as {
    clusters: [{ cluster: Record<string, string | undefined> }]
    users: [{ user: Record<string, string | undefined> }]
  }
  const { server, 'certificate-authority-data': authority } = clusters[0].cluster
  const { token, 'client-certificate-data': certificate, 'client-key-data': key } = users[0].user
  if (server === undefined || authority === undefined || (token ?? certificate) === undefined) return undefined
  return {
    server,
    authority: decode(authority),
    token,
    certificate: certificate && decode(certificate),
    key: key && decode(key),
  }
}

export function openDirectApi({ server, authority, token, certificate, key }: Access): DirectApi {
  const agent = new Agent({ keepAlive: true, ca: authority, cert: certificate, key })
  const headers = {
    'content-type': 'application/json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  }
  return (method, path, body) =>
    new Promise((resolve, reject) => {
      const sent = request(new URL(path, server), { method, headers, agent }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
        )
      })
      sent.on('error', reject)
      sent.end(body === undefined ? undefined : JSON.stringify(body))
    })
}

function decode(base64: string): string {
  return Buffer.from(base64, 'base64').toString('utf8')
}
