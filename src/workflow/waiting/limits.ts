import { parseDuration } from '../../duration.ts'
import { KdeployError } from '../../errors.ts'
import { progressLimitOf } from '../../kinds/rules/progress-limit.ts'
import { failWhenAnnotation, readyWhenAnnotation, ruleLines } from '../../kinds/rules/ready-when.ts'
import { isRule, parseRule } from '../../kinds/rules/rule.ts'
import { annotationOf } from '../../manifest/annotations.ts'
import { describeRef, refOf } from '../../manifest/identity.ts'
import type { KubeObject, Manifest } from '../../manifest/types.ts'
import { kindOfTarget, type Target } from './targets.ts'

/** How long one object may take: `90s`. */
export const timeoutAnnotation = 'kdeploy.dev/timeout'

/** All objects together may take this long where --timeout isn't given, in milliseconds. */
const defaultTimeout = 30 * 60_000

/** How long an object may take, in milliseconds. */
export interface Limit {
  readonly milliseconds: number
  /** Counted from its last progress, not from the beginning. */
  readonly sinceProgress: boolean
}

/** An object's own limit: its annotation's, else what its kind may go without progress. */
export function limitOf(target: Target): Limit {
  const { object } = target
  const own = ownTimeout(object)
  if (own !== undefined) return { milliseconds: own, sinceProgress: false }
  return { milliseconds: progressLimitOf(kindOfTarget(target), object), sinceProgress: true }
}

/** The limit of the whole wait: --timeout, else the default, or the longest annotation where that is longer. */
export function overallLimit(timeout: number | undefined, targets: readonly Target[]): number {
  return timeout ?? Math.max(defaultTimeout, ...targets.map(({ object }) => ownTimeout(object) ?? 0))
}

function ownTimeout(object: KubeObject): number | undefined {
  const text = annotationOf(object, timeoutAnnotation)
  return typeof text === 'string' ? parseDuration(text) : undefined
}

/** The manifests' annotations about waiting that can't be read: told before anything is written. */
export function waitProblems(manifests: readonly Manifest[]): KdeployError[] {
  return manifests.flatMap((manifest) => [...timeoutProblems(manifest), ...ruleProblems(manifest)])
}

function timeoutProblems(manifest: Manifest): KdeployError[] {
  const text = annotationOf(manifest.object, timeoutAnnotation)
  if (typeof text !== 'string' || (parseDuration(text) ?? 0) > 0) return []
  return [malformed(manifest, timeoutAnnotation, text, 'write a number with a unit, e.g. 90s, 5m or 1h30m')]
}

function ruleProblems(manifest: Manifest): KdeployError[] {
  return [readyWhenAnnotation, failWhenAnnotation].flatMap((annotation) =>
    ruleLines(manifest.object, annotation).flatMap((line) => {
      const parsed = parseRule(line)
      return isRule(parsed) ? [] : [malformed(manifest, annotation, line, parsed.problem)]
    }),
  )
}

function malformed(manifest: Manifest, annotation: string, text: string, hint: string): KdeployError {
  return new KdeployError({
    code: 'annotation-invalid',
    category: 'input',
    message: `${describeRef(refOf(manifest.object))}: invalid annotation ${annotation}: ${JSON.stringify(text)}`,
    place: manifest.placeOf(['metadata', 'annotations', annotation]),
    hint,
  })
}
