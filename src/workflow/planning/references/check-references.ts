import { isDeepStrictEqual } from 'node:util'
import type { Cluster } from '../../../cluster/api/cluster.ts'
import { ApiError } from '../../../cluster/errors/api-error.ts'
import { explainApiError } from '../../../cluster/errors/explain.ts'
import { joinNames } from '../../../counts.ts'
import { formatPlace, KdeployError } from '../../../errors.ts'
import { groupBy } from '../../../group-by.ts'
import { describeRef, keyOf, refOf } from '../../../manifest/identity.ts'
import type { FieldPath, Manifest, ObjectRef } from '../../../manifest/types.ts'
import type { Masker } from '../../../masking/masking.ts'
import { nearest } from '../../../nearest.ts'
import { hookAnnotation, isWrittenBeforeDeploy } from '../../../plan/hooks.ts'
import { textMaskerOf } from '../../../plan/masking/mask-text.ts'
import { bothOffers, type Offer } from '../../../plan/references/offer.ts'
import type { Part, Reference } from '../../../plan/references/reference.ts'
import { offersOf, referencesOf, satisfies } from '../../../plan/references/references.ts'
import { serviceHostsOf } from '../../../plan/references/service-hosts.ts'
import type { Emit, Notice } from '../../run/events.ts'
import { isNamed, type NamedObject } from '../../run/named-object.ts'
import type { ReferencePolicy } from '../../run/policy.ts'
import type { Run } from '../../run/run.ts'
import { dependencyReferences } from './dependency-references.ts'
import { type IsPruned, readTargets, type Targets } from './read-targets.ts'

/** What is known about the objects that references lead to. */
interface Known {
  readonly rendered: ReadonlyMap<string, Offer>
  /** By kind and namespace. */
  readonly live: ReadonlyMap<string, Targets>
  /** Keys of rendered objects that are written only after the manifests checked. */
  readonly late: ReadonlySet<string>
  readonly mask: Masker
}

/** Names shown where none is near the wanted one. */
const mostShown = 8

/**
 * Checks that everything the manifests refer to is rendered or exists; for hooks before the deploy, only
 * their prerequisites and live objects count. A warning lists what can't be checked because reading is forbidden.
 * Objects that this run prunes (`leaves`) count as missing (default: none).
 * @throws KdeployError `reference-missing` with all that is missing
 */
export async function checkReferences(
  run: Run,
  manifests: readonly Manifest[],
  { missing, except }: ReferencePolicy,
  isPruned: IsPruned = () => false,
): Promise<void> {
  const { cluster, emit } = run
  if (missing === 'ignore') return
  const resources = await Promise.all(except.map(({ kind }) => cluster.resourceNamed(kind)))
  const leadsTo = (named: NamedObject, index: number, { to }: Reference) => isNamed(to, named, resources[index])
  const isExcepted = (reference: Reference) => except.some((named, index) => leadsTo(named, index, reference))
  if (missing === 'warn') return warnOfMissing(run, manifests, { isPruned, isExcepted })
  const references = await everyReference(cluster, manifests, manifests)
  for (const [index, named] of except.entries()) {
    // It may be misspelt.
    if (references.some((reference) => leadsTo(named, index, reference))) continue
    emit({ type: 'warning', message: `--skip-references ${named.kind}/${named.name}: no manifest refers to it` })
  }
  refuse(await findMissing(run, manifests, { isPruned, isExcepted }))
}

/** All that the manifests name, given which are rendered. */
async function everyReference(
  cluster: Cluster,
  manifests: readonly Manifest[],
  rendered: readonly Manifest[],
): Promise<Reference[]> {
  const dependencies = await dependencyReferences(cluster, manifests, rendered)
  return [...referencesOf(manifests), ...serviceHostsOf(manifests), ...dependencies]
}

/** What doesn't count as there, and what needn't be. */
interface ReferenceContext {
  readonly isPruned: IsPruned
  readonly isExcepted: (reference: Reference) => boolean
}

async function findMissing(
  run: Run,
  manifests: readonly Manifest[],
  circumstances: ReferenceContext,
): Promise<KdeployError[]> {
  const early = manifests.filter(({ object }) => isWrittenBeforeDeploy(object))
  if (early.length === 0) return findMissingOf(run, manifests, manifests, new Set(), circumstances)
  const rest = manifests.filter((manifest) => !early.includes(manifest))
  const late = new Set(rest.map(({ object }) => keyOf(refOf(object))))
  // What leaves with this run leaves after the hooks.
  const before = await findMissingOf(run, early, early, late, { ...circumstances, isPruned: () => false })
  return [...before, ...(await findMissingOf(run, rest, manifests, new Set(), circumstances))]
}

/** What `manifests` lack, given what those of `offering` offer. */
async function findMissingOf(
  { cluster, world, emit }: Run,
  manifests: readonly Manifest[],
  offering: readonly Manifest[],
  late: ReadonlySet<string>,
  { isPruned, isExcepted }: ReferenceContext,
): Promise<KdeployError[]> {
  const rendered = offersOf(offering)
  const references = await everyReference(cluster, manifests, offering)
  const misspelt = await unservedAmong(cluster, offering)
  const open = references.filter(
    (reference) =>
      !misspelt.some((ref) => mayMean(ref, reference.to)) &&
      !isExcepted(reference) &&
      !satisfies(rendered.get(keyOf(reference.to)), reference.part),
  )
  const known = { rendered, live: await readLive(cluster, open, isPruned), late, mask: world.masking.mask }
  warnOfUnreadReferences(open, known, emit)
  const missing = open.filter((reference) => !isThere(reference, known))
  const problems = [...groupBy(missing, (reference) => groupingKey(reference, known)).values()].map((references) => ({
    problem: problemOf(references, known),
    isSoft: references.every(({ isSoft }) => isSoft === true),
  }))
  for (const { problem, isSoft } of problems) if (isSoft) emit(warningOf(problem))
  return problems.flatMap(({ problem, isSoft }) => (isSoft ? [] : [problem]))
}

/** The manifests of kinds that the cluster doesn't serve: another check says so. */
async function unservedAmong(cluster: Cluster, manifests: readonly Manifest[]): Promise<ObjectRef[]> {
  const refs = manifests.map(({ object }) => refOf(object))
  const kinds = [...groupBy(refs, ({ group, version, kind }) => `${group}/${version}/${kind}`).values()]
  const served = await Promise.all(kinds.map(([ref]) => cluster.resourceOf(ref).catch(() => null)))
  return kinds.flatMap((ofKind, index) => (served[index] === undefined ? ofKind : []))
}

/** Whether an object of a kind that isn't served is another one whose kind is misspelt. */
function mayMean(ref: ObjectRef, { namespace, name, kind }: ObjectRef): boolean {
  return ref.name === name && ref.namespace === namespace && nearest(ref.kind, [kind]) !== undefined
}

function refuse(problems: readonly KdeployError[]): void {
  if (problems.length === 0) return
  const count =
    problems.length === 1 ? '1 referenced object does not exist' : `${problems.length} referenced objects do not exist`
  throw new KdeployError({
    code: 'reference-missing',
    category: 'input',
    message: count,
    problems,
    hint: 'create the missing objects or correct their names; use --skip-references KIND/NAME for objects that are created later',
  })
}

/** A refused request is no more than a warning here, too. */
async function warnOfMissing(run: Run, manifests: readonly Manifest[], circumstances: ReferenceContext): Promise<void> {
  const { emit } = run
  try {
    for (const problem of await findMissing(run, manifests, circumstances)) emit(warningOf(problem))
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    emit({ type: 'warning', message: explainApiError(error, { what: 'references not checked' }).message })
  }
}

function warningOf({ message, hint, place }: KdeployError): Notice {
  return { type: 'warning', message: hint === undefined ? message : `${message}; ${hint}`, place }
}

/** A few requests at once, one or two for each kind and namespace. */
async function readLive(
  cluster: Cluster,
  open: readonly Reference[],
  isPruned: IsPruned,
): Promise<Map<string, Targets>> {
  const groups = [...groupBy(open, ({ to }) => groupKey(to)).values()]
  const read = await Promise.all(
    groups.map(async ([first, ...rest]) => {
      const targets = await readTargets(
        cluster,
        [first, ...rest].map(({ to }) => to),
        isPruned,
      )
      return [groupKey(first.to), targets] as const
    }),
  )
  return new Map(read)
}

function isThere({ to, part }: Reference, { rendered, live }: Known): boolean {
  const targets = live.get(groupKey(to))
  if (targets?.unread.has(to.name)) return true
  const offer = targets?.offers.get(to.name)
  if (rendered.has(keyOf(to))) return satisfies(offer?.beyond ?? [], part)
  return offer?.isPruned !== true && offer?.isTerminating !== true && satisfies(offer?.whole, part)
}

/** It is there, and being deleted. */
function isTerminating({ to }: Reference, { rendered, live }: Known): boolean {
  return !rendered.has(keyOf(to)) && live.get(groupKey(to))?.offers.get(to.name)?.isTerminating === true
}

/** It is there, and this run would delete it. */
function wouldBePruned({ to }: Reference, { rendered, live }: Known): boolean {
  return !rendered.has(keyOf(to)) && live.get(groupKey(to))?.offers.get(to.name)?.isPruned === true
}

/** What the cluster's administrators keep, and who deploys into one namespace often may not read: nothing is said of it then. */
function isOftenHidden({ kind }: ObjectRef): boolean {
  return kind === 'StorageClass' || kind === 'IngressClass'
}

/** Nor of a host: it is often in the namespace of somebody else, who doesn't let it be read. */
function isToldUnread({ to, host }: Reference): boolean {
  return host === undefined && !isOftenHidden(to)
}

/** One warning a kind. */
function warnOfUnreadReferences(open: readonly Reference[], { live, mask }: Known, emit: Emit): void {
  const unread = open.filter((one) => live.get(groupKey(one.to))?.unread.has(one.to.name) && isToldUnread(one))
  for (const references of groupBy(unread, ({ to }) => `${to.group}/${to.kind}`).values()) {
    const [{ to }] = references
    const names = [...new Set(references.map((reference) => nameOf(reference, mask)))]
    const what = `could not check whether ${joinNames(names, mostShown)} ${names.length === 1 ? 'exists' : 'exist'}`
    const refusal = live.get(groupKey(to))?.refusal
    const message = refusal instanceof ApiError ? explainApiError(refusal, { what }).message : what
    emit({ type: 'warning', message })
  }
}

function problemOf([first, ...others]: readonly [Reference, ...Reference[]], known: Known): KdeployError {
  const { from } = first
  const isWhole = missingPart(first, known) === undefined
  const placeOf = ({ path, part, host }: Reference) => from.placeOf(isWhole ? path : (part?.path ?? path), host?.line)
  const also = new Set(others.map((other) => formatPlace(placeOf(other))))
  also.delete(formatPlace(placeOf(first)))
  const { wrong, hint } = describeMissing(first, known)
  return new KdeployError({
    code: 'reference-missing',
    category: 'input',
    message: `${describeRef(refOf(from.object))} ${wrong}`,
    place: placeOf(first),
    about: refOf(from.object),
    detail: also.size > 0 ? `also referenced at ${[...also].join(', ')}` : undefined,
    hint,
  })
}

/** What is wrong with who names it, and what to do. */
function describeMissing(
  reference: Reference,
  known: Known,
): { readonly wrong: string; readonly hint: string | undefined } {
  const { from, to } = reference
  const what = nameOf(reference, known.mask)
  const names = reference.isAwaited === true ? 'comes after' : 'refers to'
  const which =
    reference.host === undefined ? `${names} ${what}, which` : `names the host ${reference.host.name}, but ${what}`
  if (isTerminating(reference, known))
    return { wrong: `${which} is being deleted`, hint: 'recreate it once it is gone' }
  if (wouldBePruned(reference, known)) {
    const hint = 'render it again, or keep it: drop its --also-delete, or use --no-prune'
    return { wrong: `${which} is no longer rendered and would be deleted by this run`, hint }
  }
  const isLate = known.late.has(keyOf(to))
  const early = `annotate ${what} with ${hookAnnotation}: before-apply, so that it is written before the hooks run, or create it beforehand`
  const part = missingPart(reference, known)
  if (part !== undefined) {
    const value = maskNameAt(from, part.path, String(part.value), known.mask)
    const wrong = `refers to the ${part.noun} ${value} of ${what}, which has no such ${part.noun}`
    return { wrong, hint: isLate ? early : partHint(part, partsOf(to, known)) }
  }
  if (isLate && reference.host === undefined)
    return { wrong: `runs before the deploy, but refers to ${what}, which is not on the cluster yet`, hint: early }
  const hint = nameHint(to, known) ?? (to.kind === 'StorageClass' ? volumeHint : undefined)
  const until = reference.isAwaited === true ? ': it is written only once that exists' : ''
  return { wrong: `${which} is neither rendered nor on the cluster${until}`, hint }
}

const volumeHint = 'without it only a PersistentVolume of that class can be bound'

/** The object that a reference leads to, in words; its name may be sensitive. */
function nameOf({ from, path, to }: Reference, mask: Masker): string {
  return describeRef({ ...to, name: maskNameAt(from, path, to.name, mask) })
}

function maskNameAt({ object, sensitive }: Manifest, path: FieldPath, text: string, mask: Masker): string {
  const own = sensitive.filter((field) => isDeepStrictEqual(field.path, path))
  return textMaskerOf({ object, sensitive: own }, mask)(text)
}

/** The part that is missing of an object that is there; undefined where the object itself is missing. */
function missingPart({ to, part }: Reference, { rendered, live }: Known): Part | undefined {
  const offer = live.get(groupKey(to))?.offers.get(to.name)
  return rendered.has(keyOf(to)) || (offer !== undefined && !offer.isPruned && !offer.isTerminating) ? part : undefined
}

/** What the object offers once the manifests are applied. */
function partsOf(to: ObjectRef, { rendered, live }: Known): string[] {
  const offer = live.get(groupKey(to))?.offers.get(to.name)
  const own = rendered.get(keyOf(to))
  const parts = own === undefined ? (offer?.whole ?? []) : bothOffers(own, offer?.beyond ?? [])
  return parts === 'any' ? [] : [...new Set(parts.map(String))]
}

function partHint({ noun, value }: Part, parts: readonly string[]): string {
  const meant = nearest(String(value), parts)
  if (meant !== undefined) return `did you mean ${meant}?`
  return parts.length === 0 ? `it has no ${noun}s` : `it has ${joinNames(parts, mostShown)}`
}

function nameHint(to: ObjectRef, { rendered, live }: Known): string | undefined {
  const prefix = keyOf({ ...to, name: '' })
  const here = [...rendered.keys()].filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length))
  const meant = nearest(to.name, [...here, ...(live.get(groupKey(to))?.names ?? [])])
  return meant === undefined ? undefined : `did you mean ${meant}?`
}

/** One problem for each manifest and what it lacks: an object, or a part of it. */
function groupingKey(reference: Reference, known: Known): string {
  const { from, to } = reference
  return JSON.stringify([keyOf(refOf(from.object)), keyOf(to), missingPart(reference, known)?.value])
}

function groupKey({ group, kind, namespace }: ObjectRef): string {
  return `${group}/${kind}/${namespace ?? ''}`
}
