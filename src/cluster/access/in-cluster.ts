import { existsSync, readFileSync } from 'node:fs'
import { isIPv6 } from 'node:net'
import { join } from 'node:path'
import type { Environment, KubeTarget } from './kube-target.ts'

/** Where a pod finds its service account (kubernetes.io, "Accessing the Kubernetes API from a Pod"). */
export const serviceAccountFolder = '/var/run/secrets/kubernetes.io/serviceaccount'

/** The API server that a pod runs under, reached with its service account; undefined outside a pod. */
export function inClusterTarget(environment: Environment, folder: string): KubeTarget | undefined {
  const host = environment['KUBERNETES_SERVICE_HOST']
  const port = environment['KUBERNETES_SERVICE_PORT']
  const tokenFile = join(folder, 'token')
  if (!host || !port || !existsSync(tokenFile)) return undefined
  return {
    kubeContext: '',
    file: '',
    server: `https://${isIPv6(host) ? `[${host}]` : host}:${port}`,
    namespace: environment['POD_NAMESPACE'] || readTrimmed(join(folder, 'namespace')) || 'default',
    cluster: { 'certificate-authority': join(folder, 'ca.crt') },
    userName: '',
    user: { tokenFile },
  }
}

function readTrimmed(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : ''
}
