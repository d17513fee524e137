import type { Place } from '../errors.ts'
import type { SetRelease } from './release.ts'
import type { Before } from './schedule.ts'

/** What is done once a step's releases are deployed and ready, before the next step begins; in this order. */
export interface AfterStep {
  /** They must stay healthy that long; milliseconds. */
  readonly bake?: number | undefined
  /** Must end with 0. */
  readonly command?: StepCommand | undefined
  /** Whether a person is asked. */
  readonly ask?: boolean | undefined
  /** What says so: a step in kdeploy.yaml; undefined: an option. */
  readonly place?: Place | undefined
}

export interface StepCommand {
  readonly argv: readonly [string, ...string[]]
  /** Milliseconds. */
  readonly timeout: number
}

/** A part of the order of a set: what is deployed and ready before the next step begins. */
export interface Step {
  /** In the order of the set; never empty. */
  readonly releases: readonly SetRelease[]
  readonly after: AfterStep
}

/** A step as kdeploy.yaml has it. */
export interface StatedStep extends AfterStep {
  /** Globs; undefined: whatever profile. */
  readonly profiles?: readonly string[] | undefined
  /** Globs; undefined: whatever cluster. */
  readonly clusters?: readonly string[] | undefined
  /** How many of its releases are a step of their own. Default: all of them are one. */
  readonly batch?: number | undefined
}

/** What a person says over kdeploy.yaml. */
export interface OrderFlags {
  /** Globs of profiles, each also with a glob of clusters: `prod_*@eu`. */
  readonly canary: readonly string[]
  /** Milliseconds; 0: no bake at all. */
  readonly bake?: number | undefined
  readonly batch?: number | undefined
}

/** What decides the steps of a set. */
export interface OrderInput {
  readonly releases: readonly SetRelease[]
  readonly before: Before
  readonly stated: readonly StatedStep[]
  /** The labels of those whose cluster is a canary. */
  readonly canaries: ReadonlySet<string>
  readonly flags: OrderFlags
  readonly matches: (name: string, glob: string) => boolean
}

/** A release that is in a step since another one there needs it. */
export interface Pulled {
  readonly release: SetRelease
  /** From 1. */
  readonly step: number
  /** Its label. */
  readonly neededBy: string
}

export interface Steps {
  readonly steps: readonly Step[]
  readonly pulled: readonly Pulled[]
}

/** Takes some of what is left. */
interface Group {
  readonly takes: (release: SetRelease) => boolean
  readonly batch: number | undefined
  readonly after: AfterStep
}

/**
 * The steps of a set: each release is in exactly one, and what it needs in the same or an earlier one. First the canaries that a person
 * names, in place of the first step that kdeploy.yaml names releases for, or else in front of all; then the clusters that are canaries,
 * but for those that a step names itself; then the steps of kdeploy.yaml; then what is left. What a release needs is pulled into its
 * step. One without a release is left out.
 */
export function stepsOf(input: OrderInput): Steps {
  const { releases, before, flags } = input
  const left = new Set(releases.map(({ label }) => label))
  const steps: Step[] = []
  const pulled: Pulled[] = []
  for (const { takes, batch, after } of groupsOf(input)) {
    const chosen = releases.filter((release) => left.has(release.label) && takes(release))
    const neededBy = needsOf(chosen, before, left)
    const taken = releases.filter(({ label }) => neededBy.has(label))
    for (const batchOf of inBatches(taken, batch)) {
      steps.push({ releases: batchOf, after })
      for (const release of batchOf) {
        left.delete(release.label)
        const by = neededBy.get(release.label)
        if (by !== undefined) pulled.push({ release, step: steps.length, neededBy: by })
      }
    }
  }
  return { steps: steps.map((step, index) => withBake(step, index === steps.length - 1, flags.bake)), pulled }
}

function groupsOf({ stated, canaries, flags, matches }: OrderInput): Group[] {
  const asGroup = (step: StatedStep): Group => {
    const { profiles, clusters, batch, bake, command, ask, place } = step
    const isRest = isTheRest(step)
    return {
      takes: ({ profile, cluster = '' }) =>
        (profiles?.some((glob) => matches(profile, glob)) ?? true) &&
        (clusters?.some((glob) => matches(cluster, glob)) ?? true),
      batch: isRest ? (flags.batch ?? batch) : batch,
      after: { bake, command, ask, place },
    }
  }
  const first = stated[0]
  const isReplaced = flags.canary.length > 0 && first !== undefined && !isTheRest(first)
  const named = isReplaced ? stated.slice(1) : stated
  const groups: Group[] = []
  if (flags.canary.length > 0)
    groups.push({
      ...asGroup(isReplaced ? { ...first, profiles: undefined, clusters: undefined } : {}),
      takes: (release) => flags.canary.some((glob) => isMeant(release, glob, matches)),
      batch: isReplaced ? first.batch : undefined,
    })
  const onClusters = named.filter(({ clusters }) => clusters !== undefined).map(asGroup)
  groups.push({
    takes: (release) => canaries.has(release.label) && !onClusters.some(({ takes }) => takes(release)),
    batch: undefined,
    after: {},
  })
  return [...groups, ...named.map(asGroup), asGroup({})]
}

/** Whether a step takes all that is left. */
export function isTheRest({ profiles, clusters }: StatedStep): boolean {
  return profiles === undefined && clusters === undefined
}

/** `prod_*`, or `prod_*@eu`. */
function isMeant({ profile, cluster = '' }: SetRelease, text: string, matches: OrderInput['matches']): boolean {
  const { profiles, clusters } = canaryGlobs(text)
  return matches(profile, profiles) && (clusters === undefined || matches(cluster, clusters))
}

/** The globs of a canary: of profiles, and of clusters where it has one. */
export function canaryGlobs(text: string): { readonly profiles: string; readonly clusters: string | undefined } {
  const [profiles = '', clusters] = text.split('@')
  return { profiles, clusters }
}

/** These and all that they need of what is left, by label; with who needs it what wasn't chosen. */
function needsOf(
  chosen: readonly SetRelease[],
  before: Before,
  left: ReadonlySet<string>,
): Map<string, string | undefined> {
  const all = new Map<string, string | undefined>(chosen.map(({ label }) => [label, undefined]))
  for (const [label] of all)
    for (const need of before.get(label) ?? []) if (left.has(need) && !all.has(need)) all.set(need, label)
  return all
}

/** The order of a set has what is needed first, so that no batch needs a later one. */
function inBatches(releases: readonly SetRelease[], size = Number.POSITIVE_INFINITY): SetRelease[][] {
  const batches: SetRelease[][] = []
  for (let at = 0; at < releases.length; at += size) batches.push(releases.slice(at, at + size))
  return batches
}

/** An option's bake stands where kdeploy.yaml has one, and after each step but the last. */
function withBake({ releases, after }: Step, isLast: boolean, bake: number | undefined): Step {
  const applies = bake !== undefined && (after.bake !== undefined || !isLast)
  return { releases, after: applies ? { ...after, bake: bake === 0 ? undefined : bake } : after }
}

/** Whether anything comes after a step. */
export function hasAfter({ bake, command, ask }: AfterStep): boolean {
  return bake !== undefined || command !== undefined || ask === true
}
