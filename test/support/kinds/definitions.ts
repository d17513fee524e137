import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { JsonObject } from '../../../src/manifest/types.ts'
import { readDocuments } from '../../../src/yaml/read.ts'
import { withLock } from '../control-plane/lock.ts'
import { inCi } from '../in-ci.ts'

const run = promisify(execFile)

/** Go modules that hold the CustomResourceDefinitions of a project, and where. CloudNativePG's is on no module proxy. */
const projects = {
  'argo-rollouts': { module: 'github.com/argoproj/argo-rollouts@v1.8.3', files: ['manifests/crds/rollout-crd.yaml'] },
  'cert-manager': {
    module: 'github.com/cert-manager/cert-manager@v1.21.2',
    files: ['certificates', 'issuers', 'clusterissuers'].map((name) => `deploy/crds/cert-manager.io_${name}.yaml`),
  },
  'external-secrets': {
    module: 'github.com/external-secrets/external-secrets@v1.3.2',
    files: ['externalsecrets', 'secretstores', 'clustersecretstores'].map(
      (name) => `config/crds/bases/external-secrets.io_${name}.yaml`,
    ),
  },
  flagger: { module: 'github.com/fluxcd/flagger@v1.36.1', files: ['artifacts/flagger/crd.yaml'] },
  'gateway-api': {
    module: 'sigs.k8s.io/gateway-api@v1.4.0',
    files: ['httproutes', 'grpcroutes', 'tlsroutes', 'tcproutes', 'udproutes', 'gateways', 'gatewayclasses'].map(
      (name) => `config/crd/experimental/gateway.networking.k8s.io_${name}.yaml`,
    ),
  },
  karmada: {
    module: 'github.com/karmada-io/karmada@v1.16.0',
    files: ['propagationpolicies', 'clusterpropagationpolicies'].map(
      (name) => `charts/karmada/_crds/bases/policy/policy.karmada.io_${name}.yaml`,
    ),
  },
  keda: {
    module: 'github.com/kedacore/keda/v2@v2.21.0',
    files: ['scaledobjects', 'scaledjobs'].map((name) => `config/crd/bases/keda.sh_${name}.yaml`),
  },
  'prometheus-operator': {
    module: 'github.com/prometheus-operator/prometheus-operator@v0.85.0',
    files: [
      ...['prometheuses', 'prometheusagents', 'alertmanagers', 'thanosrulers', 'prometheusrules', 'servicemonitors'],
      ...['podmonitors', 'probes', 'scrapeconfigs', 'alertmanagerconfigs'],
    ].map((name) => `example/prometheus-operator-crd/monitoring.coreos.com_${name}.yaml`),
  },
} as const

export type DefinedProject = keyof typeof projects

/** The projects whose definitions can be had. */
export const definedProjects = Object.keys(projects) as DefinedProject[]

/** A CustomResourceDefinition, as far as tests read it. */
export interface Definition {
  readonly metadata: { readonly name: string }
  readonly spec: {
    readonly group: string
    readonly names: { readonly kind: string }
    readonly versions: readonly { readonly name: string; readonly schema: { readonly openAPIV3Schema: JsonObject } }[]
  }
}

/** How long a first download may take, in milliseconds. */
export const definitionsTimeout = 5 * 60_000

/**
 * A project's real CustomResourceDefinitions: from the user's cache, or from its Go module, once. undefined where there is neither
 * them nor Go; in CI that is an error.
 */
export async function findDefinitions(project: DefinedProject): Promise<readonly Definition[] | undefined> {
  const folder = cacheFolder(project)
  if (existsSync(folder)) return readDefinitions(folder)
  try {
    await run('go', ['version'])
  } catch (error) {
    if (inCi(process.env))
      throw new Error('In CI the tests of custom resources need Go, which downloads their definitions', {
        cause: error,
      })
    return undefined
  }
  await mkdir(dirname(folder), { recursive: true })
  await withLock(
    `${folder}.lock`,
    () => {},
    async () => {
      if (!existsSync(folder)) await download(project, folder)
    },
  )
  return readDefinitions(folder)
}

function cacheFolder(project: DefinedProject): string {
  const cache = process.env['XDG_CACHE_HOME'] || join(process.env['HOME'] || homedir(), '.cache')
  const version = projects[project].module.split('@')[1]
  return join(cache, 'kdeploy', 'definitions', `${project}-${version}`)
}

/** Becomes visible in one rename, so that a download that was interrupted leaves nothing that looks finished. */
async function download(project: DefinedProject, folder: string): Promise<void> {
  const { module, files } = projects[project]
  const { stdout } = await run('go', ['mod', 'download', '-json', module], {
    cwd: tmpdir(),
    timeout: definitionsTimeout,
  })
  const { Dir: source } = JSON.parse(stdout) as { Dir: string }
  const unfinished = `${folder}.copying-${process.pid}`
  try {
    await mkdir(unfinished)
    for (const file of files) await copyFile(join(source, file), join(unfinished, basename(file)))
    await rename(unfinished, folder)
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
}

async function readDefinitions(folder: string): Promise<Definition[]> {
  const files = await readdir(folder)
  const texts = await Promise.all(files.sort().map((file) => readFile(join(folder, file), 'utf8')))
  return texts
    .flatMap((text) => readDocuments(text, 'definition'))
    .map(({ value }) => value as unknown as Definition & { readonly kind: string })
    .filter((document) => document?.kind === 'CustomResourceDefinition')
}
