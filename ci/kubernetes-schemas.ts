// Writes src/schemas/data from Kubernetes' own sources: the OpenAPI documents of each version, the closed sets of values and the
// lifecycles of APIs in its Go types. Needs Go, which downloads the modules (25 MB a version). `npx tsx ci/kubernetes-schemas.ts`;
// for a new version of Kubernetes raise `newest`.
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readEnums } from './kubernetes/enums.ts'
import { GoModules } from './kubernetes/go-modules.ts'
import { type Lifecycle, lifecycleLines, readLifecycles } from './kubernetes/lifecycle.ts'
import { definitionLines, kindLines, type VersionedApi } from './kubernetes/merge.ts'
import { readApi, withAggregator } from './kubernetes/openapi.ts'

const oldest = 25
const newest = 37
/** The first version whose Go types tell their lifecycle; what was removed before isn't known. */
const firstLifecycles = 19
/** Beside k8s.io/api: the last version of each that still has APIs of before 1. */
const otherLifecycles = ['k8s.io/apiextensions-apiserver', 'k8s.io/kube-aggregator']

const folder = fileURLToPath(new URL('../src/schemas/data', import.meta.url))
const modules = new GoModules()
try {
  const read: VersionedApi[] = []
  const lifecycles: Lifecycle[] = []
  for (let minor = firstLifecycles; minor <= newest; minor++) {
    process.stderr.write(`1.${minor}\n`)
    const types = modules.folderOf('k8s.io/api', `v0.${minor}.0`)
    lifecycles.push(...readLifecycles(types))
    for (const module of otherLifecycles) lifecycles.push(...readLifecycles(modules.folderOf(module, `v0.${minor}.0`)))
    if (minor < oldest) continue
    const source = modules.folderOf('k8s.io/kubernetes', `v1.${minor}.0`)
    read.push({ minor, api: readApi(source), values: readEnums(types) })
    modules.remove(source)
  }
  const first = read.find(({ api }) => api.kinds.some(({ kind }) => kind === 'APIService')) ?? read[0]
  const versions = read.map((one) => (first === undefined ? one : { ...one, api: withAggregator(one.api, first.api) }))
  write('versions', [
    '/** The minor versions of Kubernetes 1 whose schemas are shipped, the oldest and the newest. */',
    `export const oldestMinor = ${oldest}`,
    `export const newestMinor = ${newest}`,
  ])
  write('definitions', [
    '/** Every definition with its fields, in the form that read-type.ts reads. */',
    ...textOf('definitions', definitionLines(versions)),
  ])
  write('kinds', [
    '/** Every kind: apiVersion, name, namespaced or cluster-scoped, definition, the versions that serve it. */',
    ...textOf('kinds', kindLines(versions)),
  ])
  write('lifecycles', [
    '/** Every API that is or will be removed: apiVersion, kind, the versions that deprecate and remove it, its replacement. */',
    ...textOf('lifecycles', lifecycleLines(lifecycles)),
  ])
} finally {
  modules.close()
}

function textOf(name: string, lines: readonly string[]): string[] {
  return [`export const ${name} = \`\\`, ...lines, '`']
}

function write(name: string, lines: readonly string[]): void {
  const source =
    '// Written by ci/kubernetes-schemas.ts from Kubernetes (Apache License 2.0, Copyright The Kubernetes Authors).'
  writeFileSync(`${folder}/${name}.ts`, `${[source, '', ...lines].join('\n')}\n`)
}
