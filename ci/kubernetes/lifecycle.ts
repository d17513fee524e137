import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** When an API is no longer to be used, and no longer served. */
export interface Lifecycle {
  /** `policy/v1beta1 PodDisruptionBudget`. */
  readonly api: string
  /** The minor version of Kubernetes 1. */
  readonly deprecated: number | undefined
  readonly removed: number | undefined
  /** `policy/v1 PodDisruptionBudget`. */
  readonly replacement: string | undefined
}

const file = 'zz_generated.prerelease-lifecycle.go'

/** What the Go types in a module say of their lifecycle (`+k8s:prerelease-lifecycle-gen`). */
export function readLifecycles(module: string): Lifecycle[] {
  return readdirSync(module, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(file))
    .flatMap((path) => {
      const folder = dirname(join(module, path))
      const group = groupOf(folder)
      const version = folder.split('/').at(-1) ?? ''
      return lifecyclesIn(readFileSync(join(folder, file), 'utf8'), `${group}/${version}`)
    })
}

function groupOf(folder: string): string {
  const text = readFileSync(join(folder, 'register.go'), 'utf8')
  const [, group] = /GroupName\s*=\s*"([^"]*)"/.exec(text) ?? []
  if (group === undefined) throw new Error(`no group in ${folder}/register.go`)
  return group
}

function lifecyclesIn(text: string, apiVersion: string): Lifecycle[] {
  const kinds = [...text.matchAll(/func \(in \*(\w+)\) APILifecycleIntroduced/g)].map(([, kind = '']) => kind)
  return kinds
    .filter((kind) => !(kind.endsWith('List') && kinds.includes(kind.slice(0, -'List'.length))))
    .map((kind) => {
      const body = (name: string) =>
        new RegExp(`func \\(in \\*${kind}\\) APILifecycle${name}\\(\\)[^{]*\\{(.*?)^\\}`, 'ms').exec(text)?.[1] ?? ''
      const minor = (name: string) => {
        const [, found] = /return 1, (\d+)/.exec(body(name)) ?? []
        return found === undefined ? undefined : Number(found)
      }
      const [, group, version, replacing] =
        /Group: "([^"]*)", Version: "([^"]*)", Kind: "([^"]*)"/.exec(body('Replacement')) ?? []
      const replacement =
        replacing === undefined
          ? undefined
          : `${group === '' ? '' : `${group}/`}${version} ${replacing.replace(/List$/, '')}`
      return { api: `${apiVersion} ${kind}`, deprecated: minor('Deprecated'), removed: minor('Removed'), replacement }
    })
}

/** A line for each API: what later modules say counts. */
export function lifecycleLines(lifecycles: readonly Lifecycle[]): string[] {
  const latest = new Map(lifecycles.map((one) => [one.api, one]))
  return [...latest.values()]
    .filter(({ deprecated, removed }) => deprecated !== undefined || removed !== undefined)
    .map(({ api, deprecated, removed, replacement }) =>
      `${api} ${deprecated ?? '-'} ${removed ?? '-'} ${replacement ?? ''}`.trim(),
    )
    .sort()
}
