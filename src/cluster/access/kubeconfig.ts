import { delimiter, isAbsolute, join } from 'node:path'
import { KdeployError } from '../../errors.ts'
import { isTextOfFile } from '../../printable.ts'
import type { Impersonation } from '../../shell-words.ts'
import { impersonating } from './impersonation.ts'
import { inClusterTarget, serviceAccountFolder } from './in-cluster.ts'
import type { Environment, KubeTarget } from './kube-target.ts'
import { invalid, type KubeconfigFile, type NamedEntry, readKubeconfigFile, textOf } from './kubeconfig-file.ts'

export interface KubeconfigOptions {
  /** `--kubeconfig`: this file only, which must exist. */
  readonly kubeconfig?: string | undefined
  /** `--context` or the profile's `kubeContext`; default: the current context. */
  readonly kubeContext?: string | undefined
  readonly environment: Environment
  /** Wins over the kubeconfig's own `as`, `as-uid` and `as-groups`, each on its own. */
  readonly as?: Impersonation | undefined
  /** Where relative paths of `--kubeconfig` and KUBECONFIG count from. */
  readonly cwd: string
  /** Default: HOME, else USERPROFILE of the environment. */
  readonly home?: string | undefined
  /** Told which files were read. */
  readonly trace?: ((line: string) => void) | undefined
  /** The service account's folder of a pod; only tests set it. */
  readonly serviceAccount?: string | undefined
}

/** The merge of all kubeconfig files: of several entries with one name the first file's wins, whole. */
export interface Kubeconfig {
  readonly files: readonly string[]
  readonly clusters: ReadonlyMap<string, NamedEntry>
  readonly users: ReadonlyMap<string, NamedEntry>
  readonly contexts: ReadonlyMap<string, NamedEntry>
  readonly currentContext: string | undefined
}

/**
 * Finds and merges the kubeconfig files as kubectl does: `--kubeconfig`, else the list in KUBECONFIG (missing files are
 * skipped), else ~/.kube/config (kubernetes.io, "Organizing Cluster Access Using kubeconfig Files", rules 1 to 3).
 */
export function loadKubeconfig(options: KubeconfigOptions): Kubeconfig {
  const paths = kubeconfigPaths(options)
  const files = paths.map(readKubeconfigFile).filter((file): file is KubeconfigFile => file !== undefined)
  if (options.kubeconfig !== undefined && files.length === 0) throw notFound([options.kubeconfig], '--kubeconfig')
  return {
    files: files.map((file) => file.path),
    clusters: firstByName(files.flatMap((file) => file.clusters)),
    users: firstByName(files.flatMap((file) => file.users)),
    contexts: firstByName(files.flatMap((file) => file.contexts)),
    currentContext: files.map((file) => file.currentContext).find((name) => name !== undefined),
  }
}

/** `by` is what named the files. */
function notFound(paths: readonly string[], by: '--kubeconfig' | 'KUBECONFIG'): KdeployError {
  const [path = ''] = paths
  return new KdeployError({
    code: 'kubeconfig-not-found',
    category: 'input',
    message:
      paths.length === 1 ? `the kubeconfig ${path} does not exist` : `no kubeconfig exists of ${paths.join(', ')}`,
    hint: `correct ${by}`,
  })
}

/** All kube contexts, in their order. @throws as loadKubeconfig does */
export function kubeContextsOf(
  options: KubeconfigOptions,
): { readonly name: string; readonly cluster: string; readonly namespace: string | undefined }[] {
  return [...loadKubeconfig(options).contexts.values()].map(({ name, value, file }) => ({
    name,
    cluster: textOf(file, value, 'cluster') ?? '',
    namespace: textOf(file, value, 'namespace'),
  }))
}

function kubeconfigPaths(options: KubeconfigOptions): string[] {
  const absolute = (path: string): string => (isAbsolute(path) ? path : join(options.cwd, path))
  if (options.kubeconfig !== undefined) {
    if (isTextOfFile(options.kubeconfig)) throw textInstead('--kubeconfig')
    return [absolute(options.kubeconfig)]
  }
  const list = options.environment['KUBECONFIG']
  if (list && !isListOfFiles(list)) throw textInstead('KUBECONFIG')
  if (list) return [...new Set(list.split(delimiter).filter((path) => path !== ''))].map(absolute)
  const home = options.home ?? options.environment['HOME'] ?? options.environment['USERPROFILE']
  return home ? [join(home, '.kube', 'config')] : []
}

/** A list of many files may be long; none of them is. */
function isListOfFiles(list: string): boolean {
  return (
    !/[\r\n]/.test(list.trim()) && !/^\s*(?:[{[]|["'\w.-]+:\s)/.test(list) && !list.split(delimiter).some(isTextOfFile)
  )
}

/** @see isTextOfFile */
function textInstead(by: '--kubeconfig' | 'KUBECONFIG'): KdeployError {
  return new KdeployError({
    code: 'kubeconfig-invalid',
    category: 'input',
    message: `${by} holds a kubeconfig's text, not the path of a file`,
    hint: 'keep the text in a file, and name that: in GitLab by a variable of the type File, in GitHub by the input "kubeconfig" of the action',
  })
}

function firstByName(entries: readonly NamedEntry[]): Map<string, NamedEntry> {
  const byName = new Map<string, NamedEntry>()
  for (const entry of entries) if (!byName.has(entry.name)) byName.set(entry.name, entry)
  return byName
}

/**
 * The cluster and user to talk to; in a pod without a kubeconfig those of its service account.
 * @throws `kube-context-unknown`, `kube-context-missing`, `kubeconfig-not-found` or `kubeconfig-invalid`
 */
export function chooseTarget(options: KubeconfigOptions): KubeTarget {
  return impersonating(findTarget(options), options.as)
}

function findTarget(options: KubeconfigOptions): KubeTarget {
  const config = loadKubeconfig(options)
  options.trace?.(`kubeconfig: ${config.files.join(', ') || 'none'}`)
  const name = options.kubeContext ?? config.currentContext
  if (name === undefined) {
    const target =
      config.contexts.size === 0
        ? inClusterTarget(options.environment, options.serviceAccount ?? serviceAccountFolder)
        : undefined
    if (target !== undefined) return target
    throw noneOfTheList(config, options) ?? missingContext(config, options)
  }
  const context = config.contexts.get(name)
  if (context === undefined) throw noneOfTheList(config, options) ?? unknownContext(name, config, options)

  const clusterName = textOf(context.file, context.value, 'cluster') ?? ''
  const cluster = config.clusters.get(clusterName)
  if (cluster === undefined)
    throw invalid(context.file, `has the kube context "${name}", whose cluster "${clusterName}" does not exist`)
  const server = textOf(cluster.file, cluster.value, 'server')
  if (server === undefined || !isUrl(withScheme(server))) {
    throw invalid(cluster.file, `has no usable \`server\` for the cluster "${clusterName}"`)
  }
  const userName = textOf(context.file, context.value, 'user') ?? ''
  const user = config.users.get(userName)
  if (user === undefined && userName !== '') {
    throw invalid(context.file, `has the kube context "${name}", whose user "${userName}" does not exist`)
  }
  return {
    kubeContext: name,
    kubeconfig: options.kubeconfig,
    file: context.file,
    server: withoutLogin(withScheme(server)).replace(/\/+$/, ''),
    namespace: textOf(context.file, context.value, 'namespace') ?? 'default',
    cluster: cluster.value,
    userName,
    user: user?.value ?? {},
  }
}

/** kubectl reads a server without a scheme as http (client-go, rest.DefaultServerURL). */
function withScheme(server: string): string {
  return server.includes('://') ? server : `http://${server}`
}

function isUrl(server: string): boolean {
  return /^https?:\/\/[^/]/.test(server) && URL.canParse(server)
}

/** A user and password in the URL would stand in every message that names the server; nothing uses them. */
function withoutLogin(server: string): string {
  return server.replace(/^(https?:\/\/)[^/?#]*@/, '$1')
}

/** KUBECONFIG may list files that don't exist, but not only such, unless a pod's service account is there. */
function noneOfTheList(config: Kubeconfig, options: KubeconfigOptions): KdeployError | undefined {
  const isList = options.kubeconfig === undefined && Boolean(options.environment['KUBECONFIG'])
  const paths = isList && config.files.length === 0 ? kubeconfigPaths(options) : []
  return paths.length === 0 ? undefined : notFound(paths, 'KUBECONFIG')
}

function unknownContext(name: string, config: Kubeconfig, options: KubeconfigOptions): KdeployError {
  const names = [...config.contexts.keys()]
  return new KdeployError({
    code: 'kube-context-unknown',
    category: 'input',
    message: `the kube context "${name}" does not exist in ${searched(config, options)}`,
    ...(names.length > 0
      ? { detail: `kube contexts that exist:\n${names.map((other) => `  ${other}`).join('\n')}` }
      : {}),
    hint: names.length > 0 ? 'choose one with --context' : 'choose a kubeconfig with --kubeconfig or KUBECONFIG',
  })
}

function missingContext(config: Kubeconfig, options: KubeconfigOptions): KdeployError {
  const names = [...config.contexts.keys()]
  if (names.length === 0) {
    return new KdeployError({
      code: 'kubeconfig-not-found',
      category: 'cluster',
      message: `no cluster is configured: no kube context in ${searched(config, options)}`,
      hint: isCiJob(options.environment)
        ? "set KUBECONFIG from the CI's variable or secret: one that belongs to another environment, or to protected branches only, is empty in this job"
        : 'log in to a cluster, or choose a kubeconfig with --kubeconfig or KUBECONFIG',
    })
  }
  return new KdeployError({
    code: 'kube-context-missing',
    category: 'input',
    message: `no current kube context in ${searched(config, options)}`,
    detail: `kube contexts that exist:\n${names.map((other) => `  ${other}`).join('\n')}`,
    hint: 'choose one with --context, or set kubeContext in the profile',
  })
}

function isCiJob(environment: Environment): boolean {
  return !['', '0', 'false'].includes(environment['CI'] ?? '')
}

function searched(config: Kubeconfig, options: KubeconfigOptions): string {
  const files = config.files.length > 0 ? config.files : kubeconfigPaths(options)
  return files.length > 0 ? files.join(', ') : 'any kubeconfig'
}
