import { KdeployError } from '../errors.ts'
import { annotationOf } from '../manifest/annotations.ts'
import { describeRef, refOf } from '../manifest/identity.ts'
import type { KubeObject, Manifest, ObjectRef } from '../manifest/types.ts'
import { isWrittenBeforeDeploy, withoutHooks } from './hooks.ts'
import { inWaves, waveAnnotation } from './waves.ts'

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
  const later = named(manifest, manifests).find((other) => comesLater(other, manifest, manifests))
  if (later === undefined) return undefined
  const name = describeRef(refOf(later.object))
  return invalid(
    manifest,
    `names ${name}, which is written later`,
    `move one of them with ${waveAnnotation}, within the order of kinds (docs/checks-and-waves.md)`,
  )
}

function comesLater(other: Manifest, manifest: Manifest, manifests: readonly Manifest[]): boolean {
  const isEarly = isWrittenBeforeDeploy(manifest.object)
  if (isEarly !== isWrittenBeforeDeploy(other.object)) return isEarly
  const waves = inWaves(withoutHooks(manifests).map(({ object }) => ({ ref: refOf(object), desired: object })))
  const waveOf = ({ object }: Manifest) => waves.findIndex((wave) => wave.some(({ desired }) => desired === object))
  return waveOf(manifest) >= 0 && waveOf(other) > waveOf(manifest)
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
