import { KdeployError } from '../errors.ts'
import { annotationOf } from '../manifest/annotations.ts'
import { describeRef, refOf } from '../manifest/identity.ts'
import type { KubeObject, Manifest, ObjectRef } from '../manifest/types.ts'
import { hookAnnotation, hookPhaseOf, isWrittenBeforeDeploy, withoutHooks } from './hooks.ts'
import { ownServers } from './own-servers.ts'
import { rankOf, waveAnnotation } from './waves.ts'

/** On any object: those that must be ready before it is written, in the release or not: `StatefulSet/db, Widget.example.com/NAMESPACE/x`. */
export const afterAnnotation = 'kdeploy.dev/after'

/** An object that another one comes after, as the annotation names it. */
export interface Dependency {
  /** `StatefulSet`, or with its group `Widget.example.com`. */
  readonly kind: string
  /** Default: the namespace of the object that comes after it. */
  readonly namespace: string | undefined
  readonly name: string
}

/** What an object comes after; what is malformed is left out, see afterProblems. */
export function dependenciesOf(object: KubeObject): Dependency[] {
  return namesIn(object).flatMap((text) => parse(text) ?? [])
}

/** Whether a rendered object is the one that is named. */
export function isDependency(
  { kind, namespace, name }: Dependency,
  ref: ObjectRef,
  of: Pick<ObjectRef, 'namespace'>,
): boolean {
  const word = kind.toLowerCase()
  const isKind = word === ref.kind.toLowerCase() || word === `${ref.kind}.${ref.group}`.toLowerCase()
  return isKind && ref.name === name && (ref.namespace === undefined || ref.namespace === (namespace ?? of.namespace))
}

/**
 * What is wrong with what a manifest comes after, among those of its release: an annotation that can't be read, the object itself,
 * directly or not, or one that is written in a later wave.
 */
export function afterProblems(manifest: Manifest, manifests: readonly Manifest[]): KdeployError[] {
  const problem = namesIn(manifest.object).length === 0 ? undefined : problemOf(manifest, manifests)
  return problem === undefined ? [] : [problem]
}

function problemOf(manifest: Manifest, manifests: readonly Manifest[]): KdeployError | undefined {
  const bad = namesIn(manifest.object).find((text) => parse(text) === undefined)
  if (bad !== undefined) {
    const hint = 'write KIND/NAME or KIND/NAMESPACE/NAME, several with commas between them, e.g. StatefulSet/db'
    return invalid(manifest, `names ${JSON.stringify(bad)}, which is not an object`, hint)
  }
  const loop = loopFrom(manifest, manifests)
  if (loop !== undefined) {
    const way = loop.map(({ object }) => describeRef(refOf(object))).join(' after ')
    return invalid(manifest, `makes the object come after itself: ${way}`, 'leave one of them out')
  }
  const [later] = named(manifest, manifests).flatMap((other) => laterBy(other, manifest, manifests) ?? [])
  if (later === undefined) return undefined
  return invalid(manifest, `names ${later.name}, which is ${later.when}`, later.hint)
}

/** An object that is written after the one that should come after it. */
interface Later {
  readonly name: string
  /** `written later`, and by what order. */
  readonly when: string
  readonly hint: string
}

function laterBy(other: Manifest, manifest: Manifest, manifests: readonly Manifest[]): Later | undefined {
  const [own, ref] = [refOf(manifest.object), refOf(other.object)]
  const name = describeRef(ref)
  const isEarly = isWrittenBeforeDeploy(manifest.object)
  if (isEarly !== isWrittenBeforeDeploy(other.object)) {
    if (!isEarly) return undefined
    const moved = hookPhaseOf(manifest.object) === undefined ? '' : `give it ${hookAnnotation}: after-apply, or `
    const hint = `${moved}remove the annotation ${afterAnnotation}, which can't name what is deployed`
    return { name, when: `written later: ${describeRef(own)} comes before the deploy`, hint }
  }
  const items = withoutHooks(manifests).map(({ object }) => ({ ref: refOf(object), desired: object }))
  const servers = ownServers(items)
  const rankIn = ({ object }: Manifest) =>
    items.flatMap((item) => (item.desired === object ? rankOf(item, servers) : []))[0]
  const [first, last] = [rankIn(manifest), rankIn(other)]
  if (first === undefined || last === undefined) return undefined
  if (last.wave > first.wave) {
    const hint = `no annotation changes the order of kinds (docs/deploying/checks-and-waves.md): remove the annotation ${afterAnnotation}, or deploy the ${own.kind} in a release of its own`
    return { name, when: `always written later: the order of kinds puts ${own.kind} before ${ref.kind}`, hint }
  }
  if (last.wave < first.wave || last.step <= first.step) return undefined
  const hint = `lower the ${waveAnnotation} of ${name} to "${first.step}", or raise that of ${describeRef(own)} to "${last.step}"`
  return { name, when: `written later, by ${waveAnnotation}`, hint }
}

/** A way from the manifest back to itself. */
function loopFrom(start: Manifest, manifests: readonly Manifest[]): Manifest[] | undefined {
  const seen = new Set<Manifest>()
  const follow = (at: Manifest, way: readonly Manifest[]): Manifest[] | undefined => {
    for (const next of named(at, manifests)) {
      if (next === start) return [...way, at, next]
      if (seen.has(next)) continue
      seen.add(next)
      const loop = follow(next, [...way, at])
      if (loop !== undefined) return loop
    }
    return undefined
  }
  return follow(start, [])
}

/** The manifests that one comes after. */
function named({ object }: Manifest, manifests: readonly Manifest[]): Manifest[] {
  const dependencies = dependenciesOf(object)
  if (dependencies.length === 0) return []
  const own = refOf(object)
  return manifests.filter((other) => dependencies.some((one) => isDependency(one, refOf(other.object), own)))
}

function namesIn(object: KubeObject): string[] {
  const value = annotationOf(object, afterAnnotation)
  if (typeof value !== 'string') return []
  return value
    .split(/[,\n]/)
    .map((text) => text.trim())
    .filter((text, index, all) => text !== '' || all.length === 1 || index < all.length - 1)
}

function parse(text: string): Dependency | undefined {
  const [, kind, namespace, name] = /^([A-Za-z][\w.-]*)\/(?:([a-z0-9][-a-z0-9]*)\/)?([^\s/]+)$/.exec(text) ?? []
  return kind === undefined || name === undefined ? undefined : { kind, namespace, name }
}

function invalid({ object, placeOf }: Manifest, what: string, hint: string): KdeployError {
  return new KdeployError({
    code: 'annotation-invalid',
    category: 'input',
    message: `the annotation ${afterAnnotation} of ${describeRef(refOf(object))} ${what}`,
    place: placeOf(['metadata', 'annotations', afterAnnotation]),
    hint,
  })
}
