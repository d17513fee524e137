import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { KdeployError } from '../errors.ts'
import { stringifyJson } from '../json.ts'
import type { JsonObject } from '../manifest/types.ts'
import { isObject } from './json-object.ts'
import type { Environment, KubeTarget } from './kube-target.ts'
import { invalid, textOf } from './kubeconfig-file.ts'

/** What a credential plugin answered. */
export interface PluginCredential {
  readonly token: string | undefined
  readonly certificate: string | undefined
  readonly key: string | undefined
  /** Milliseconds since the epoch; undefined: valid until the server answers 401. */
  readonly expires: number | undefined
}

/**
 * Runs the user's `exec` plugin as kubectl does: KUBERNETES_EXEC_INFO tells it what is asked, its messages go to our
 * standard error, and it gets the terminal only where `interactiveMode` allows (kubernetes.io, "Authenticating",
 * client-go credential plugins). Throws `credential-plugin-failed`.
 */
export async function runExecPlugin(
  target: KubeTarget,
  exec: JsonObject,
  options: { readonly environment: Environment; readonly stdinIsTerminal: boolean },
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
  const output = await run(target, exec, command, interactive, environment)
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
    'Run kdeploy on a terminal once',
  )
}

function variables(exec: JsonObject): Record<string, string> {
  const list = Array.isArray(exec['env']) ? exec['env'] : []
  const pairs = list.flatMap((item) =>
    isObject(item) && typeof item['name'] === 'string' ? [[item['name'], String(item['value'] ?? '')] as const] : [],
  )
  return Object.fromEntries(pairs)
}

function clusterInfo(target: KubeTarget): JsonObject {
  const { cluster } = target
  const file = cluster['certificate-authority']
  const authority =
    cluster['certificate-authority-data'] ??
    (typeof file === 'string' ? readFileSync(file).toString('base64') : undefined)
  const extensions = Array.isArray(cluster['extensions']) ? cluster['extensions'] : []
  const own = extensions.find((item) => isObject(item) && item['name'] === 'client.authentication.k8s.io/exec')
  return {
    server: target.server,
    ...pick(cluster, ['tls-server-name', 'insecure-skip-tls-verify', 'proxy-url', 'disable-compression']),
    ...(authority === undefined ? {} : { 'certificate-authority-data': authority }),
    ...(isObject(own) && own['extension'] !== undefined ? { config: own['extension'] } : {}),
  }
}

function pick(object: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => keys.includes(key)))
}

function run(
  target: KubeTarget,
  exec: JsonObject,
  command: string,
  interactive: boolean,
  environment: Environment,
): Promise<string> {
  const given = Array.isArray(exec['args']) ? exec['args'].map(String) : []
  return new Promise((resolve, reject) => {
    const child = spawn(command, given, {
      stdio: [interactive ? 'inherit' : 'ignore', 'pipe', 'inherit'],
      env: environment as NodeJS.ProcessEnv,
    })
    const chunks: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.on('error', (error) => {
      const missing = 'code' in error && error.code === 'ENOENT'
      const installHint = textOf(target.file, exec, 'installHint')
      reject(failed(target, command, missing ? 'is not installed' : `can't be started: ${error.message}`, installHint))
    })
    child.on('close', (code, signal) => {
      if (code === 0) resolve(Buffer.concat(chunks).toString('utf8'))
      else reject(failed(target, command, `failed with ${signal === null ? `exit code ${code}` : `signal ${signal}`}`))
    })
  })
}

/** Never quotes the output: it holds the credential. */
function readCredential(target: KubeTarget, command: string, apiVersion: string, output: string): PluginCredential {
  let root: unknown
  try {
    root = JSON.parse(output)
  } catch {
    throw failed(target, command, "didn't print an ExecCredential as JSON")
  }
  const status = isObject(root) ? root['status'] : undefined
  if (!isObject(root) || root['kind'] !== 'ExecCredential' || !isObject(status)) {
    throw failed(target, command, "didn't print an ExecCredential with a status")
  }
  if (root['apiVersion'] !== apiVersion) {
    throw failed(target, command, `answered with ${String(root['apiVersion'])} where the kubeconfig says ${apiVersion}`)
  }
  const text = (key: string): string | undefined =>
    typeof status[key] === 'string' && status[key] !== '' ? status[key] : undefined
  const credential = {
    token: text('token'),
    certificate: text('clientCertificateData'),
    key: text('clientKeyData'),
    expires: text('expirationTimestamp') === undefined ? undefined : Date.parse(text('expirationTimestamp') ?? ''),
  }
  if (credential.token === undefined && credential.certificate === undefined) {
    throw failed(target, command, 'printed neither a token nor a client certificate')
  }
  return credential
}

function failed(target: KubeTarget, command: string, problem: string, hint?: string): KdeployError {
  return new KdeployError({
    code: 'credential-plugin-failed',
    category: 'cluster',
    message: `The credential plugin ${command} of the user "${target.userName}" (kube context "${target.kubeContext}") ${problem}`,
    place: { file: target.file },
    hint: hint ?? `Log in again, then check with \`kubectl --context ${target.kubeContext} auth whoami\``,
  })
}
