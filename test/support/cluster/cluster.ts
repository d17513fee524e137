import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { test as base, inject } from 'vitest'
import { type ProgramOptions, type ProgramResult, type RunningProgram, runProgram, startProgram } from '../program.ts'
import { createProject, type Project, type ProjectOptions, repository } from '../projects/project.ts'
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
  /** One object or list by `kubectl get … -o json`. */
  get<Kind>(...args: readonly string[]): Promise<Kind>
  /** Applies manifests (text, or objects) by `kubectl apply --server-side`. */
  create(manifests: string | readonly object[]): Promise<void>
  /** A project folder; see ProjectOptions. */
  createProject(options?: ProjectOptions): Promise<Project>
  /** Runs the built `kdeploy` until it ends, with KUBECONFIG set and no other setting of the user's; `env` adds to that. */
  kdeploy(args: readonly string[], options?: ProgramOptions): Promise<ProgramResult>
  /** The same, for a test that watches or interrupts it. */
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
      await use(await openCluster(given.kubeconfig, given.kubectl, removals))
    } finally {
      await Promise.all(removals.map((remove) => remove()))
    }
  },
})

async function openCluster(
  kubeconfig: string,
  program: string,
  removals: (() => Promise<unknown>)[],
): Promise<Cluster> {
  const run = async (args: readonly string[], input?: string): Promise<string> => {
    const env = { PATH: process.env['PATH'], HOME: '/nonexistent', KUBECONFIG: kubeconfig }
    const result = await runProgram(program, args, input === undefined ? { env } : { env, input })
    if (result.exitCode !== 0) throw new Error(`kubectl ${args.join(' ')} exited ${result.exitCode}: ${result.stderr}`)
    return result.stdout
  }
  const createNamespace = async (name = `test-${randomBytes(4).toString('hex')}`): Promise<string> => {
    await run(['create', 'namespace', name])
    removals.push(() => run(['delete', 'namespace', name, '--wait=false', '--ignore-not-found']))
    await waitFor('the default service account', async () =>
      run(['get', 'serviceaccount', 'default', '--namespace', name, '--ignore-not-found', '-o', 'name']).then(Boolean),
    )
    return name
  }
  const namespace = await createNamespace()
  const kubectl: Cluster['kubectl'] = (args, options) => run(['--namespace', namespace, ...args], options?.input)
  const get = async <Kind>(...args: readonly string[]): Promise<Kind> =>
    JSON.parse(await kubectl(['get', ...args, '-o', 'json']))
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
  const startKdeploy: Cluster['startKdeploy'] = (args, options) => {
    const env = { PATH: process.env['PATH'], HOME: '/nonexistent', KUBECONFIG: kubeconfig, ...options?.env }
    return startProgram(process.execPath, [join(repository, 'bin', 'kdeploy.js'), ...args], { ...options, env })
  }
  return {
    kubeconfig,
    namespace,
    createNamespace,
    kubectl,
    get,
    create,
    createProject: makeProject,
    startKdeploy,
    kdeploy: (args, options) => startKdeploy(args, options).result,
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
