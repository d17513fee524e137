import { isDeepStrictEqual } from 'node:util'
import { KdeployError } from '../errors.ts'
import { stringifyJson } from '../json.ts'
import type { Masker } from '../masking/masking.ts'
import { type SetRelease, setRelease } from '../order/release.ts'
import { clusterMissing, contextForSeveral } from '../profile/clusters.ts'
import { builtInNames } from '../variables/built-ins.ts'
import { type ExplainedVariable, explainVariables, type Overridden } from '../variables/explain.ts'
import { nearestVariable } from '../variables/nearest-variable.ts'
import { openProfile, openProject } from './resolving/open-profile.ts'
import { releasesOfProfile } from './resolving/resolve-profile.ts'
import { withConnection } from './run/connect.ts'
import type { ProfileInput } from './run/input.ts'
import type { ComparedVariable, GivenValue, ShownVariable } from './run/results.ts'
import type { World } from './run/world.ts'

export interface ExplainOptions {
  /** Only this variable and what is in it: `db`, `db.password`, `hosts[0]`; undefined: all. */
  readonly key: string | undefined
  /** Ask no cluster: each live source's `example` stands for it. */
  readonly offline: boolean
}

/** Where each of a profile's variables comes from, and what it overrode. Sensitive values are masked. */
export async function explainProfile(
  input: ProfileInput,
  options: ExplainOptions,
  world: World,
): Promise<ShownVariable[]> {
  const variables = await readVariables(input, options, world)
  const picked = pick(variables, options.key, `${input.profile} has no variable`)
  return picked.map((variable) => show(variable, world.masking.mask))
}

/**
 * The release that a profile's variables are compared with, by what a person writes: `stg_cthulu`, on the same cluster if it has it;
 * `prod_cthulu@us`; `@us` for the same profile. @throws KdeployError `cluster-missing`; `context-ambiguous` where the kube context is
 * given and it is on another cluster
 */
export function releaseAgainst(
  { profile, cluster, project, target }: ProfileInput,
  text: string,
  world: World,
): SetRelease {
  const [name = '', given] = text.split('@', 2)
  const other = name === '' ? profile : name
  const clusters = releasesOfProfile(openProject(project, world), other).flatMap((one) => one.cluster ?? [])
  const on = given ?? clusters.find((one, _, all) => one === cluster || all.length === 1)
  if (on === undefined && clusters.length > 0)
    throw clusterMissing(other, clusters, `choose one: --against ${other}@${clusters[0]}`)
  if (target.kubeContext !== undefined && on !== undefined && cluster !== undefined && on !== cluster)
    throw contextForSeveral(target.kubeContext, [cluster, on])
  return setRelease(other, on)
}

/** The variables in which two releases differ, live ConfigMaps included; the second with its own namespace and kube context. */
export async function compareProfiles(
  input: ProfileInput,
  against: SetRelease,
  options: ExplainOptions,
  world: World,
): Promise<ComparedVariable[]> {
  const left = await readVariables(input, options, world)
  const { profile, cluster } = against
  const right = await readVariables({ ...input, profile, cluster, namespace: undefined }, options, world)
  const both = [...left, ...right]
  pick(both, options.key, `neither ${labelOf(input)} nor ${against.label} has a variable`)
  const [leftByName, rightByName] = [left, right].map(
    (all) => new Map(all.map((variable) => [variable.name, variable])),
  )
  const { mask } = world.masking
  return [...new Set(both.map(({ name }) => name))].flatMap((name) => {
    if (!isWithin(name, options.key) || isBuiltIn(name)) return []
    const [a, b] = [leftByName?.get(name), rightByName?.get(name)]
    if (a !== undefined && b !== undefined && isDeepStrictEqual(a.value, b.value)) return []
    return [{ name, left: a && give(a, mask), right: b && give(b, mask) }]
  })
}

/** What a release is called. */
export function labelOf({ profile, cluster }: Pick<ProfileInput, 'profile' | 'cluster'>): string {
  return setRelease(profile, cluster).label
}

/** Variables that are not requested are not rendered, so they may be broken. */
async function readVariables(
  input: ProfileInput,
  { key, offline }: ExplainOptions,
  world: World,
): Promise<ExplainedVariable[]> {
  const isRequested = (name: string) => isWithin(name, key)
  const { profile } = await withConnection(input.target, world, (connect) =>
    openProfile(input, offline ? undefined : connect, world, { isRequested }),
  )
  return explainVariables(profile.tree)
}

/** The variable that a key names and what is in it. @throws KdeployError `variable-unknown` */
function pick(variables: readonly ExplainedVariable[], key: string | undefined, problem: string): ExplainedVariable[] {
  const found = variables.filter(({ name }) => isWithin(name, key))
  if (key === undefined || found.length > 0) return found
  const meant = nearestVariable(
    key,
    variables.map(({ name }) => name),
  )
  throw new KdeployError({
    code: 'variable-unknown',
    category: 'input',
    message: `${problem} ${key}${meant === undefined ? '' : `; did you mean ${meant}?`}`,
  })
}

/** That two profiles have different names says nothing. */
function isBuiltIn(name: string): boolean {
  return builtInNames.some((builtIn) => isWithin(name, builtIn))
}

/** Whether a leaf is the variable that a key names, or in it. */
function isWithin(name: string, key: string | undefined): boolean {
  return key === undefined || name === key || name.startsWith(`${key}.`) || name.startsWith(`${key}[`)
}

function show(variable: ExplainedVariable, mask: Masker): ShownVariable {
  const { name, overrode } = variable
  return { name, ...give(variable, mask), overrode: overrode.map((one) => give(one, mask)) }
}

function give({ value, sensitive, by }: Overridden, mask: Masker): GivenValue {
  return {
    value: sensitive ? mask(typeof value === 'string' ? value : stringifyJson(value)) : value,
    sensitive,
    by: by.label,
    place: by.place,
  }
}
