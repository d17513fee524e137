import type { Cluster } from '../../cluster/api/cluster.ts'
import { unlessForbidden } from '../../cluster/errors/forbidden.ts'
import { membershipFor, type Release } from '../../history/records/release.ts'
import { asMap } from '../../json-map.ts'
import { withoutReplicas } from '../../manifest/autoscaled.ts'
import { describeRef, refOf } from '../../manifest/identity.ts'
import { asMember, partOfLabel, releaseAnnotation } from '../../manifest/membership.ts'
import type { KubeObject, Manifest } from '../../manifest/types.ts'
import type { FieldDifference } from '../../plan/ownership/differences.ts'
import { fieldSetOf, noFields, union } from '../../plan/ownership/field-set.ts'
import { withFields } from '../../plan/ownership/merge-fields.ts'
import { contentDifferences } from '../../plan/ownership/wanted.ts'
import { cleanObject, writtenAnnotations } from '../../scaffold/clean-object.ts'
import { inReadingOrder } from '../../scaffold/field-order.ts'
import { compare } from '../planning/compare/compare.ts'
import { type CompareContext, createContext } from '../planning/compare/context.ts'
import { findAutoscalers } from '../planning/facts/autoscalers.ts'
import { withConcurrency } from '../run/concurrency.ts'
import { defaultConcurrency } from '../run/input.ts'
import { noProjectRules, policyOf } from '../run/policy.ts'
import type { World } from '../run/world.ts'

/** Manifests that an adoption changes nothing by. */
export interface Fitted {
  readonly objects: readonly KubeObject[]
  /** What an adoption would change all the same, a line for each object. */
  readonly differing: readonly string[]
  /** Those that have their defaults, since nobody may ask for a dry-run of them. */
  readonly unverified: readonly string[]
}

/** Each try gives back the fields that the last one left out and the server doesn't fill in; more than one has never been needed. */
const mostTries = 4

/**
 * Live objects as short manifests: of what is likely to be a default, the server is asked by the dry-run of an adoption whether it
 * comes back, and what doesn't is written out.
 */
export async function fitToLive(
  cluster: Cluster,
  release: Release,
  live: readonly KubeObject[],
  world: Pick<World, 'masking'>,
): Promise<Fitted> {
  const policy = policyOf('diff', { adopt: ['any'], checkAll: true }, noProjectRules)
  const autoscalerOf = findAutoscalers(cluster, [], () => false)
  const context = await createContext(cluster, {
    policy,
    own: membershipFor(release),
    autoscalerOf,
    hadNoReplicas: () => false,
    lastApplied: () => undefined,
    isForeign: () => true,
    mask: world.masking.mask,
  })
  const limited = withConcurrency(cluster, defaultConcurrency)
  const fitted = await Promise.all(live.map((one) => fitObject(limited, one, context)))
  return {
    objects: fitted.map(({ object }) => inReadingOrder(withoutNamespace(object, release.namespace)) as KubeObject),
    differing: fitted.flatMap(({ object, left }) =>
      left.length === 0 ? [] : [`${describeRef(refOf(object))}: ${left.map(({ steps }) => nameOf(steps)).join(', ')}`],
    ),
    unverified: fitted.flatMap(({ object, isUnverified }) => (isUnverified ? [describeRef(refOf(object))] : [])),
  }
}

interface FittedObject {
  readonly object: KubeObject
  readonly left: readonly FieldDifference[]
  readonly isUnverified: boolean
}

async function fitObject(cluster: Cluster, live: KubeObject, context: CompareContext): Promise<FittedObject> {
  const ref = refOf(live)
  const scaler = await context.autoscalerOf(ref)
  const isAutoscaled = scaler !== undefined && scaler !== 'unknown'
  const clean = (defaults: 'leave-out' | 'keep') => {
    const cleaned = cleanObject(live, defaults)
    return isAutoscaled ? withoutReplicas(cleaned) : cleaned
  }
  let object = clean('leave-out')
  const compareNow = async (item: Parameters<typeof compare>[1]) => compare(cluster, item, undefined, context)
  for (let tries = 1; ; tries++) {
    const manifest: Manifest = { object, template: '', placeOf: () => ({ file: describeRef(ref) }), sensitive: [] }
    const desired = asMember(object, context.own)
    const compared = await unlessForbidden(compareNow({ ref, manifest, desired }), undefined)
    if (compared === undefined) return { object: clean('keep'), left: [], isUnverified: true }
    const { live: before, merged } = compared
    const found = before === null || merged === undefined ? [] : differencesOf(before, merged)
    const lost = found.filter(({ before: value }) => value !== undefined)
    if (lost.length === 0 || before === null || tries === mostTries) return { object, left: found, isUnverified: false }
    const fields = lost.map(({ steps }) => fieldSetOf(steps)).reduce(union, noFields)
    object = withFields(object, before, fields, 'live')
  }
}

/** What an adoption would change, but for an order that means nothing. */
function differencesOf(before: KubeObject, after: KubeObject): FieldDifference[] {
  return contentDifferences(withoutRecords(before), withoutRecords(after)).filter(({ isOrder }) => isOrder !== true)
}

/** Without what every adoption writes, and what it takes away. */
function withoutRecords(object: KubeObject): KubeObject {
  const { labels, annotations, ...metadata } = object.metadata
  const own = Object.entries(asMap(labels)).filter(([name]) => name !== partOfLabel)
  const described = Object.entries(asMap(annotations)).filter(
    ([name]) => name !== releaseAnnotation && !writtenAnnotations.has(name),
  )
  return {
    ...object,
    metadata: {
      ...metadata,
      ...(own.length === 0 ? {} : { labels: Object.fromEntries(own) }),
      ...(described.length === 0 ? {} : { annotations: Object.fromEntries(described) }),
    } as KubeObject['metadata'],
  }
}

/** `spec.strategy`, as a reader takes it. */
function nameOf(steps: readonly string[]): string {
  return steps.map((step) => (step.startsWith('f:') ? step.slice(2) : `[${step.slice(2)}]`)).join('.')
}

function withoutNamespace(object: KubeObject, namespace: string): KubeObject {
  const { namespace: own, ...metadata } = object.metadata
  return own === namespace ? { ...object, metadata: metadata as KubeObject['metadata'] } : object
}
