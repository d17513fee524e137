import { KdeployError, messageOf } from '../../errors.ts'
import { stringifyJson } from '../../json.ts'
import { asList, isMap } from '../../json-map.ts'
import type { JsonObject } from '../../manifest/types.ts'
import { kubectlCommand } from '../../shell-words.ts'
import type { CredentialOptions } from './credential-options.ts'
import type { Environment, KubeTarget } from './kube-target.ts'
import { invalid, textOf } from './kubeconfig-file.ts'
import { material } from './material.ts'
import { runPlugin } from './run-plugin.ts'

/** What a credential plugin answered. */
export interface PluginCredential {
  readonly token: string | undefined
  readonly certificate: string | undefined
  readonly key: string | undefined
  /** Milliseconds since the epoch; undefined: valid until the server answers 401. */
  readonly expires: number | undefined
}

/** How long a plugin may take, in milliseconds: with a person who logs in, and without one. */
const [interactiveTimeout, unattendedTimeout] = [600_000, 120_000]

export type PluginOptions = Pick<
  CredentialOptions,
  'environment' | 'stdinIsTerminal' | 'interrupted' | 'onMessage' | 'timeout'
>

/**
 * Runs the user's `exec` plugin as kubectl does: KUBERNETES_EXEC_INFO tells it what is asked, and it gets the terminal only
 * where `interactiveMode` allows; elsewhere its messages are told (kubernetes.io, "Authenticating", client-go credential
 * plugins). @throws `credential-plugin-failed`
 */
export async function runExecPlugin(
  target: KubeTarget,
  exec: JsonObject,
  options: PluginOptions,
): Promise<PluginCredential> {
  const command = textOf(target.file, exec, 'command')
  const apiVersion = textOf(target.file, exec, 'apiVersion')
  if (command === undefined || apiVersion === undefined) {
    throw invalid(target.file, `has an \`exec\` without command or apiVersion in the user "${target.userName}"`)
  }
  const interactive = isInteractive(target, exec, command, options.stdinIsTerminal)
  const info = {
    kind: 'ExecCredential',
    apiVersion,
    spec: { interactive, ...(exec['provideClusterInfo'] === true ? { cluster: clusterInfo(target) } : {}) },
  }
  const environment = { ...options.environment, ...variables(exec), KUBERNETES_EXEC_INFO: stringifyJson(info) }
  const output = await run(target, exec, command, interactive, environment, options)
  return readCredential(target, command, apiVersion, output)
}

function isInteractive(target: KubeTarget, exec: JsonObject, command: string, terminal: boolean): boolean {
  const mode = textOf(target.file, exec, 'interactiveMode') ?? 'IfAvailable'
  if (mode === 'Never') return false
  if (mode === 'IfAvailable' || terminal) return terminal
  throw failed(
    target,
    command,
    'needs a terminal to log in (interactiveMode: Always)',
    'run kdeploy in a terminal once',
  )
}

function variables(exec: JsonObject): Record<string, string> {
  const list = asList(exec['env'])
  const pairs = list.flatMap((item) =>
    isMap(item) && typeof item['name'] === 'string' ? [[item['name'], String(item['value'] ?? '')] as const] : [],
  )
  return Object.fromEntries(pairs)
}

function clusterInfo(target: KubeTarget): JsonObject {
  const { cluster } = target
  const authority = material(target, 'certificate-authority', cluster)?.toString('base64')
  const extensions = asList(cluster['extensions'])
  const own = extensions.find((item) => isMap(item) && item['name'] === 'client.authentication.k8s.io/exec')
  return {
    server: target.server,
    ...pick(cluster, ['tls-server-name', 'insecure-skip-tls-verify', 'proxy-url', 'disable-compression']),
    ...(authority === undefined ? {} : { 'certificate-authority-data': authority }),
    ...(isMap(own) && own['extension'] !== undefined ? { config: own['extension'] } : {}),
  }
}

function pick(object: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => keys.includes(key)))
}

/** What it printed on standard output; what it said to people is told, or stands in the error. */
async function run(
  target: KubeTarget,
  exec: JsonObject,
  command: string,
  interactive: boolean,
  environment: Environment,
  options: PluginOptions,
): Promise<string> {
  const args = Array.isArray(exec['args']) ? exec['args'].map(String) : []
  const { interrupted, timeout = interactive ? interactiveTimeout : unattendedTimeout } = options
  const result = await runPlugin({ command, args, environment, interactive, timeout, interrupted }).catch(
    (error: unknown) => {
      throw failed(target, command, `can't be started: ${messageOf(error)}`)
    },
  )
  if (result.problem === undefined) {
    for (const line of result.stderr) options.onMessage?.(`credential plugin ${command}: ${line}`)
    return result.stdout
  }
  const hint = result.missing === true ? textOf(target.file, exec, 'installHint') : undefined
  throw failed(target, command, result.problem, hint, result.stderr.join('\n') || undefined)
}

/** Never quotes the output: it holds the credential. */
function readCredential(target: KubeTarget, command: string, apiVersion: string, output: string): PluginCredential {
  let root: unknown
  try {
    root = JSON.parse(output)
  } catch {
    throw failed(target, command, 'did not print an ExecCredential as JSON')
  }
  const status = isMap(root) ? root['status'] : undefined
  if (!isMap(root) || root['kind'] !== 'ExecCredential' || !isMap(status)) {
    throw failed(target, command, 'did not print an ExecCredential with a status')
  }
  if (root['apiVersion'] !== apiVersion) {
    const answered = root['apiVersion']
    const known = typeof answered === 'string' && /^client\.authentication\.k8s\.io\/\w{1,20}$/.test(answered)
    throw failed(
      target,
      command,
      `answered with ${known ? answered : 'another apiVersion'} where the kubeconfig says ${apiVersion}`,
    )
  }
  const text = (key: string): string | undefined =>
    typeof status[key] === 'string' && status[key] !== '' ? status[key] : undefined
  const credential = {
    token: text('token'),
    certificate: text('clientCertificateData'),
    key: text('clientKeyData'),
    expires: timeOf(text('expirationTimestamp')),
  }
  if (Number.isNaN(credential.expires))
    throw failed(target, command, 'printed an expirationTimestamp that is not a time')
  if (!isHeaderText(credential.token ?? ''))
    throw failed(target, command, 'printed a token with a line break or control character')
  if (credential.token === undefined && credential.certificate === undefined) {
    throw failed(target, command, 'printed neither a token nor a client certificate')
  }
  return credential
}

/** RFC 3339, in milliseconds since 1970; NaN where it is none. */
function timeOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  return /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/i.test(text) ? Date.parse(text) : Number.NaN
}

function failed(target: KubeTarget, command: string, problem: string, hint?: string, detail?: string): KdeployError {
  return new KdeployError({
    code: 'credential-plugin-failed',
    category: 'cluster',
    message: `the credential plugin ${command} of the user "${target.userName}" (kube context "${target.kubeContext}") ${problem}`,
    place: { file: target.file },
    detail,
    hint:
      hint ??
      `log in again, then check with \`${kubectlCommand({ ...target, namespace: undefined }, 'auth', 'whoami')}\``,
  })
}

/** Whether a header can hold a text as one value: visible ASCII and blanks, no line break or control character. */
export function isHeaderText(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text)
}
