import type { OutgoingHttpHeaders } from 'node:http'
import { KdeployError } from '../../errors.ts'
import type { JsonObject } from '../../manifest/types.ts'
import type { KubeTarget } from './kube-target.ts'

/**
 * The Authorization header by a legacy `auth-provider`: client-node knows oidc with its refresh tokens, gcp and azure.
 * Imported only here, since that takes 100 ms. It may take `timeout` milliseconds. @throws `auth-provider-failed`
 */
export async function runAuthProvider(
  target: KubeTarget,
  provider: JsonObject,
  timeout = 60_000,
): Promise<{ readonly authorization: string | undefined }> {
  const { KubeConfig } = await import('@kubernetes/client-node')
  const config = new KubeConfig()
  config.loadFromOptions({
    clusters: [{ name: 'cluster', server: target.server, skipTLSVerify: true }],
    users: [{ name: target.userName, authProvider: provider }],
    contexts: [{ name: 'context', cluster: 'cluster', user: target.userName }],
    currentContext: 'context',
  })
  const request: { headers: OutgoingHttpHeaders } = { headers: {} }
  let timer: NodeJS.Timeout | undefined
  try {
    const tooLate = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no response within ${timeout / 1000} s`)), timeout)
    })
    await Promise.race([config.applyToHTTPSOptions(request), tooLate])
  } catch (error) {
    throw new KdeployError({
      code: 'auth-provider-failed',
      category: 'cluster',
      message: `the auth-provider ${String(provider['name'])} of the user "${target.userName}" (kube context "${target.kubeContext}") failed: ${error instanceof Error ? error.message : error}`,
      place: { file: target.file },
      hint: 'log in again',
      cause: error,
    })
  } finally {
    clearTimeout(timer)
  }
  const authorization = request.headers['Authorization']
  return { authorization: typeof authorization === 'string' ? authorization : undefined }
}
