import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TLSSocket } from 'node:tls'

export interface MutualTlsServer {
  /** Of a kubeconfig. */
  readonly cluster: { readonly server: string; readonly 'certificate-authority-data': string }
  /** Of a kubeconfig: who logs in by certificate. */
  readonly user: { readonly 'client-certificate-data': string; readonly 'client-key-data': string }
  /** `USER at SERVER NAME` of the clients that came, each once. */
  seen(): string[]
  close(): Promise<void>
}

/** A server named `name` that lets only who has the certificate of `user` talk to it, and then forbids everything. */
export async function startMutualTlsServer(name: string, user: string): Promise<MutualTlsServer> {
  const server = certificateOf(name)
  const client = certificateOf(user)
  const seen = new Set<string>()
  const options = { ...server, ca: client.cert, requestCert: true, rejectUnauthorized: true }
  const https = createServer(options, ({ socket }, response) => {
    if (socket instanceof TLSSocket) seen.add(`${socket.getPeerCertificate().subject.CN} at ${socket.servername}`)
    response.writeHead(403, { 'content-type': 'application/json' }).end('{}')
  })
  await new Promise<void>((resolve) => https.listen(0, '127.0.0.1', resolve))
  const base64 = (text: string) => Buffer.from(text).toString('base64')
  return {
    cluster: {
      server: `https://127.0.0.1:${(https.address() as AddressInfo).port}`,
      'certificate-authority-data': base64(server.cert),
    },
    user: { 'client-certificate-data': base64(client.cert), 'client-key-data': base64(client.key) },
    seen: () => [...seen],
    close: async () => {
      https.closeAllConnections()
      await new Promise((resolve) => https.close(resolve))
    },
  }
}

/** Signed by itself, for a server or a client of that name. */
function certificateOf(name: string): { cert: string; key: string } {
  const folder = mkdtempSync(join(tmpdir(), 'kdeploy-certificate-'))
  try {
    const [cert, key] = [join(folder, 'cert'), join(folder, 'key')]
    const names = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`]
    const files = ['-keyout', key, '-out', cert]
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', ...names, ...files], {
      stdio: 'pipe',
    })
    return { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
