import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { test as base, inject, type ProvidedContext } from 'vitest'
import { runKdeploy, startKdeploy } from '../kdeploy.ts'
import { type ProgramOptions, type ProgramResult, type RunningProgram, runProgram } from '../program.ts'
import { createProject, type Project, type ProjectOptions } from '../projects/project.ts'
import { type Access, type DirectApi, openDirectApi } from './direct-api.ts'
import { directGet } from './direct-get.ts'
import type {} from './e2e-setup.ts'

/** The cluster as one test sees it. What it makes is removed when the test ends. */
export interface Cluster {
  readonly kubeconfig: string
  /** A namespace of this test alone, in which pods can be made. */
  readonly namespace: string
  /** Makes one more namespace for this test; a random name where none is given. */
  createNamespace(name?: string): Promise<string>
  /** Runs kubectl, in the test's namespace unless the arguments name another, and returns its stdout. Throws if it fails. */
  kubectl(args: readonly string[], options?: { readonly input?: string }): Promise<string>
  /** What `kubectl get … -o json` tells. */
  get<Kind>(...args: readonly string[]): Promise<Kind>
  /** Applies manifests (text, or objects) by `kubectl apply --server-side`. */
  create(manifests: string | readonly object[]): Promise<void>
  /** A project folder; see ProjectOptions. */
  createProject(options?: ProjectOptions): Promise<Project>
  /** Runs the built `kdeploy` until it ends (runKdeploy), with KUBECONFIG set and no other setting of the user's; `env` adds to that. */
  kdeploy(args: readonly string[], options?: ProgramOptions): Promise<ProgramResult>
  /** The same as a process of its own, for a test that watches or interrupts it. */
  startKdeploy(args: readonly string[], options?: ProgramOptions): RunningProgram
  /** Polls every 50 ms until `check` returns something other than undefined or false; throws after `seconds` (30). */
  waitFor<Value>(what: string, check: () => Promise<Value | undefined | false>, seconds?: number): Promise<Value>
  /** Path of a kubeconfig for a new service account of the test's namespace that may do only what `rules` (RBAC) say there. */
  kubeconfigFor(rules: readonly object[]): Promise<string>
}

/** Vitest's `test` with the fixture `cluster`; skipped where the run has no cluster. */
export const test = base.extend<{ cluster: Cluster }>({
  cluster: async ({ skip }, use) => {
    const given = inject('cluster')
    if (given === null) return skip('no cluster')
    const removals: (() => Promise<unknown>)[] = []
    try {
      await use(await openCluster(given, removals))
    } finally {
      await Promise.all(removals.map((remove) => remove()))
    }
  },
})

const directApis = new Map<string, DirectApi>()

/** Its connections are kept from test to test. */
function directApiOf(access: Access): DirectApi {
  const known = directApis.get(access.server)
  if (known !== undefined) return known
  const opened = openDirectApi(access)
  directApis.set(access.server, opened)
  return opened
}

/** A cluster as one test sees it, in a namespace of that name or a random one; what `removals` gets removes what it makes. */
export async function openCluster(
  { kubeconfig, kubectl: program, access }: NonNullable<ProvidedContext['cluster']>,
  removals: (() => Promise<unknown>)[],
  name?: string,
): Promise<Cluster> {
  const run = async (args: readonly string[], input?: string): Promise<string> => {
    const env = { PATH: process.env['PATH'], HOME: '/nonexistent', KUBECONFIG: kubeconfig }
    const result = await runProgram(program, args, input === undefined ? { env } : { env, input })
    if (result.exitCode !== 0) throw new Error(`kubectl ${args.join(' ')} exited ${result.exitCode}: ${result.stderr}`)
    return result.stdout
  }
  const createNamespace = async (name = `test-${randomBytes(4).toString('hex')}`): Promise<string> => {
    const namespaces = access === undefined ? byKubectl(run) : directly(directApiOf(access))
    await namespaces.create(name)
    removals.push(() => namespaces.delete(name))
    await waitFor('the default service account', () => namespaces.hasServiceAccount(name))
    return name
  }
  const namespace = await createNamespace(name)
  const kubectl: Cluster['kubectl'] = async (args, options) => {
    for (;;) {
      try {
        return await run(['--namespace', namespace, ...args], options?.input)
      } catch (error) {
        // `kubectl wait` fails for an object that has no status yet.
        if (!String(error).includes('.status.conditions accessor error')) throw error
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
    }
  }
  const get = async <Kind>(...args: readonly string[]): Promise<Kind> => {
    const direct = access === undefined ? undefined : await directGet(directApiOf(access), namespace, args)
    return (direct as Kind | undefined) ?? JSON.parse(await kubectl(['get', ...args, '-o', 'json']))
  }
  const create: Cluster['create'] = async (manifests) => {
    const list = { apiVersion: 'v1', kind: 'List', items: manifests }
    const input = typeof manifests === 'string' ? manifests : JSON.stringify(list)
    await kubectl(['apply', '--server-side', '--force-conflicts', '-f', '-'], { input })
  }
  const makeProject: Cluster['createProject'] = async (options) => {
    const project = await createProject(options)
    removals.push(() => project.remove())
    return project
  }
  const withEnvironment = (options: ProgramOptions = {}): ProgramOptions => {
    const env = { PATH: process.env['PATH'], HOME: '/nonexistent', KUBECONFIG: kubeconfig, ...options.env }
    return { ...options, env }
  }
  return {
    kubeconfig,
    namespace,
    createNamespace,
    kubectl,
    get,
    create,
    createProject: makeProject,
    startKdeploy: (args, options) => startKdeploy(args, withEnvironment(options)),
    kdeploy: (args, options) => runKdeploy(args, withEnvironment(options)),
    waitFor,
    async kubeconfigFor(rules) {
      const name = `user-${randomBytes(4).toString('hex')}`
      const metadata = { name, namespace }
      const group = 'rbac.authorization.k8s.io'
      await create([
        { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
        { apiVersion: `${group}/v1`, kind: 'Role', metadata, rules },
        {
          apiVersion: `${group}/v1`,
          kind: 'RoleBinding',
          metadata,
          roleRef: { apiGroup: group, kind: 'Role', name },
          subjects: [{ kind: 'ServiceAccount', name, namespace }],
        },
      ])
      const token = (await kubectl(['create', 'token', name])).trim()
      const config = JSON.parse(await run(['config', 'view', '--minify', '--flatten', '--raw', '-o', 'json']))
      config.users[0].user = { token }
      config.contexts[0].context.namespace = namespace
      const folder = await makeProject({ files: { 'kubeconfig.yaml': JSON.stringify(config) } })
      return join(folder.folder, 'kubeconfig.yaml')
    },
  }
}

/** What every test does at its beginning and its end. */
interface Namespaces {
  create(name: string): Promise<unknown>
  /** Begins to delete it, if it is there. */
  delete(name: string): Promise<unknown>
  hasServiceAccount(name: string): Promise<boolean>
}

function byKubectl(run: (args: readonly string[]) => Promise<string>): Namespaces {
  return {
    create: (name) => run(['create', 'namespace', name]),
    delete: (name) => run(['delete', 'namespace', name, '--wait=false', '--ignore-not-found']),
    hasServiceAccount: async (name) =>
      Boolean(await run(['get', 'serviceaccount', 'default', '-n', name, '--ignore-not-found', '-o', 'name'])),
  }
}

function directly(api: DirectApi): Namespaces {
  const asked = async (method: string, path: string, allowed: readonly number[], body?: object): Promise<number> => {
    const answer = await api(method, path, body)
    if (!allowed.includes(answer.status)) throw new Error(`${method} ${path}: ${answer.status} ${answer.body}`)
    return answer.status
  }
  return {
    create: (name) =>
      asked('POST', '/api/v1/namespaces', [201], { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }),
    // 409: it is being deleted already.
    delete: (name) => asked('DELETE', `/api/v1/namespaces/${name}`, [200, 202, 404, 409]),
    hasServiceAccount: async (name) =>
      (await asked('GET', `/api/v1/namespaces/${name}/serviceaccounts/default`, [200, 404])) === 200,
  }
}

/** See Cluster.waitFor. */
export async function waitFor<Value>(
  what: string,
  check: () => Promise<Value | undefined | false>,
  seconds = 30,
): Promise<Value> {
  const end = Date.now() + seconds * 1000
  for (;;) {
    const value = await check()
    if (value !== undefined && value !== false) return value
    if (Date.now() > end) throw new Error(`Waited ${seconds} s for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
