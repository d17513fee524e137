import { lazily } from '../lazily.ts'
import { groupOf } from '../manifest/identity.ts'
import { isBuiltInGroup } from '../manifest/scope.ts'
import { nearest } from '../nearest.ts'
import { type BuiltIn, builtIn } from './built-in.ts'
import { lifecycles } from './data/lifecycles.ts'
import { newestMinor, oldestMinor } from './data/versions.ts'

/** What to tell of the apiVersion and kind of a manifest. */
export interface ApiProblem {
  readonly rule: 'api-removed' | 'api-deprecated' | 'kind-unknown'
  readonly field: 'apiVersion' | 'kind'
  readonly message: string
  readonly hint?: string | undefined
}

interface Lifecycle {
  readonly deprecated: number | undefined
  readonly removed: number | undefined
  /** `policy/v1 PodDisruptionBudget`. */
  readonly replacement: string | undefined
}

/**
 * What is wrong with using an API of Kubernetes' own in a version of it: it is removed, deprecated, or doesn't exist. undefined where
 * nothing is, and for custom resources.
 */
export function apiProblem(apiVersion: string, kind: string, served: BuiltIn): ApiProblem | undefined {
  const api = `${apiVersion} ${kind}`
  const lifecycle = lifecycleOf().get(api)
  if (served.kinds.has(api)) return lifecycle && deprecation(api, lifecycle, served)
  const group = groupOf(apiVersion)
  if (!isOwnGroup(group)) return misspeltGroup(apiVersion, kind, served)
  const others = minorsServing(api)
  const [first, last] = [others[0], others.at(-1)]
  const removed = lifecycle?.removed ?? (last === undefined ? undefined : last + 1)
  if (removed !== undefined && removed <= served.minor)
    return {
      rule: 'api-removed',
      field: 'apiVersion',
      message: `${api} was removed in Kubernetes 1.${removed}`,
      hint: useInstead(replacementOf(api, served)),
    }
  if (first !== undefined && first > served.minor)
    return {
      rule: 'kind-unknown',
      field: 'apiVersion',
      message: `${api} does not exist before Kubernetes 1.${first}`,
      hint: useInstead(replacementOf(api, served)),
    }
  return unknownKind(apiVersion, kind, served)
}

function deprecation(api: string, lifecycle: Lifecycle, served: BuiltIn): ApiProblem | undefined {
  const { deprecated, removed } = lifecycle
  if (deprecated === undefined || deprecated > served.minor) return undefined
  return {
    rule: 'api-deprecated',
    field: 'apiVersion',
    message: `${api} is deprecated${removed === undefined ? '' : `: Kubernetes 1.${removed} removes it`}`,
    hint: useInstead(replacementOf(api, served)),
  }
}

function unknownKind(apiVersion: string, kind: string, served: BuiltIn): ApiProblem {
  const all = [...served.kinds.values()]
  const group = groupOf(apiVersion)
  const sameKind = all.filter((one) => one.kind === kind)
  const message = `there is no ${apiVersion} ${kind} in Kubernetes 1.${served.minor}`
  if (sameKind.length > 0) {
    const best = newestFirst(sameKind).find((one) => groupOf(one.apiVersion) === group) ?? newestFirst(sameKind)[0]
    return { rule: 'kind-unknown', field: 'apiVersion', message, hint: useInstead(best) }
  }
  const inGroup = all.filter((one) => groupOf(one.apiVersion) === group)
  const meant =
    nearest(kind, new Set(inGroup.map((one) => one.kind))) ?? nearest(kind, new Set(all.map((one) => one.kind)))
  const found = newestFirst([...inGroup, ...all]).find((one) => one.kind === meant)
  const hint = found === undefined ? undefined : `did you mean ${found.apiVersion} ${found.kind}?`
  return { rule: 'kind-unknown', field: 'kind', message, hint }
}

/** A group that can't be one of custom resources, or that is one letter off a group with such a kind. */
function misspeltGroup(apiVersion: string, kind: string, served: BuiltIn): ApiProblem | undefined {
  const group = groupOf(apiVersion)
  // Groups of the Kubernetes project that are custom resources all the same.
  if (group.endsWith('.x-k8s.io')) return undefined
  const candidates = newestFirst([...served.kinds.values()].filter((one) => one.kind === kind))
  const meant = nearest(group, new Set(candidates.map((one) => groupOf(one.apiVersion)).filter(Boolean)))
  const found = candidates.find((one) => groupOf(one.apiVersion) === meant)
  if (found === undefined) return undefined
  const message = `there is no ${apiVersion} ${kind} in Kubernetes 1.${served.minor}`
  return { rule: 'kind-unknown', field: 'apiVersion', message, hint: useInstead(found) }
}

/** What follows on an API in a version of Kubernetes: what its types name as their replacement, else the same kind in its group. */
function replacementOf(api: string, served: BuiltIn): { apiVersion: string; kind: string } | undefined {
  const seen = new Set<string>()
  for (let next = lifecycleOf().get(api)?.replacement; next !== undefined && !seen.has(next); ) {
    const found = served.kinds.get(next)
    if (found !== undefined) return found
    seen.add(next)
    next = lifecycleOf().get(next)?.replacement
  }
  const [apiVersion = '', kind = ''] = api.split(' ')
  const inGroup = [...served.kinds.values()].filter(
    (one) => one.kind === kind && groupOf(one.apiVersion) === groupOf(apiVersion) && one.apiVersion !== apiVersion,
  )
  const [best] = newestFirst(inGroup)
  return best !== undefined && maturity(best.apiVersion) > maturity(apiVersion) ? best : undefined
}

function useInstead(best: { apiVersion: string; kind: string } | undefined): string | undefined {
  return best === undefined ? undefined : `use ${best.apiVersion} ${best.kind}`
}

/** The most mature version first (Kubernetes documentation, "Version priority"). */
function newestFirst<Kind extends { apiVersion: string }>(all: readonly Kind[]): Kind[] {
  return [...all].sort((one, other) => maturity(other.apiVersion) - maturity(one.apiVersion))
}

function maturity(apiVersion: string): number {
  const [, major = '0', stage, minor = '0'] = /v(\d+)(alpha|beta)?(\d+)?$/.exec(apiVersion) ?? []
  const rank = stage === undefined ? 2 : stage === 'beta' ? 1 : 0
  return rank * 1e4 + Number(major) * 100 + Number(minor)
}

/** The versions of Kubernetes, among those shipped, that serve an API. */
function minorsServing(api: string): number[] {
  const minors = Array.from({ length: newestMinor - oldestMinor + 1 }, (_, index) => oldestMinor + index)
  return minors.filter((minor) => builtIn(minor).kinds.has(api))
}

/** Whether a group is, or was, one of Kubernetes' own. */
function isOwnGroup(group: string): boolean {
  return isBuiltInGroup(group) || ownGroups().has(group)
}

const ownGroups = lazily(() => new Set([...lifecycleOf().keys()].map((api) => groupOf(api.split(' ')[0] ?? ''))))

const lifecycleOf = lazily(
  () =>
    new Map(
      lifecycles.split('\n').map((line): [string, Lifecycle] => {
        const [apiVersion, kind, deprecated, removed, ...replacement] = line.split(' ')
        const minor = (text = '-') => (text === '-' ? undefined : Number(text))
        return [
          `${apiVersion} ${kind}`,
          {
            deprecated: minor(deprecated),
            removed: minor(removed),
            replacement: replacement.length === 0 ? undefined : replacement.join(' '),
          },
        ]
      }),
    ),
)
