import { isMap } from '../../json-map.ts'
import type { Environment, KubeTarget } from './kube-target.ts'

/** Fields of a kubeconfig's user that prove who it is, and of a legacy auth-provider's `config`. */
const fields = ['token', 'password', 'client-key-data', 'id-token', 'access-token', 'refresh-token', 'client-secret']

/** What of a kubeconfig and its proxies must never be shown; what a plugin or a file gives is known only when it is asked. */
export function secretsOf(target: KubeTarget, environment: Environment): string[] {
  const { user, cluster } = target
  const provider = isMap(user['auth-provider']) ? user['auth-provider']['config'] : undefined
  const given = [user, provider].filter(isMap).flatMap((map) => fields.map((field) => map[field]))
  const exec = isMap(user['exec']) && Array.isArray(user['exec']['env']) ? user['exec']['env'] : []
  const urls = [cluster['server'], cluster['proxy-url'], ...proxyVariables.map((name) => environment[name])].flatMap(
    passwordOf,
  )
  const plugin = exec.flatMap((item) => (isMap(item) && isSecretName(item['name']) ? [item['value']] : []))
  return [...given, ...urls, ...plugin].filter((value): value is string => typeof value === 'string')
}

const proxyVariables = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy']

/** A plugin's other variables (a profile, a region) would mask common words. */
function isSecretName(name: unknown): boolean {
  return typeof name === 'string' && /secret|token|password|key$/i.test(name)
}

/** As it stands in the URL, and decoded. */
function passwordOf(text: unknown): string[] {
  if (typeof text !== 'string' || !URL.canParse(text)) return []
  const { password } = new URL(text)
  return password === '' ? [] : [password, decoded(password)]
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
