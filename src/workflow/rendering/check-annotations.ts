import { type CodeOf, KdeployError, throwCollected } from '../../errors.ts'
import { failWhenAnnotation, readyWhenAnnotation } from '../../kinds/rules/ready-when.ts'
import { annotationOf, annotationsOf, infoPrefix } from '../../manifest/annotations.ts'
import { describeRef, refOf } from '../../manifest/identity.ts'
import { releaseAnnotation } from '../../manifest/membership.ts'
import { holdsData } from '../../manifest/secret.ts'
import type { Manifest } from '../../manifest/types.ts'
import type { Masker } from '../../masking/masking.ts'
import { nearest } from '../../nearest.ts'
import { afterAnnotation, afterProblems } from '../../plan/after.ts'
import { hookAnnotation, hookDeleteAnnotation, hookProblems } from '../../plan/hooks.ts'
import { textMaskerOf } from '../../plan/masking/mask-text.ts'
import { pruneAnnotation } from '../../plan/prune/rules/prune-annotation.ts'
import { recreateAnnotation } from '../../plan/recreation.ts'
import { contentNameAnnotation } from '../../plan/references/content-name.ts'
import { undoBarrierAnnotation } from '../../plan/undo-barrier.ts'
import { waveAnnotation, waveProblems } from '../../plan/waves.ts'
import { timeoutAnnotation, waitProblems } from '../waiting/limits.ts'
import { waitAnnotation } from '../waiting/targets.ts'

const prefix = 'kdeploy.dev/'

/** Those that a manifest may have; docs/deploying/hooks.md, docs/deploying/checks-and-waves.md and docs/deploying/waiting.md say what they do. */
export const knownAnnotations = [
  hookAnnotation,
  hookDeleteAnnotation,
  waveAnnotation,
  pruneAnnotation,
  recreateAnnotation,
  timeoutAnnotation,
  readyWhenAnnotation,
  failWhenAnnotation,
  waitAnnotation,
  afterAnnotation,
  undoBarrierAnnotation,
  contentNameAnnotation,
]

/** Those with a single value that means anything. */
const soleValues = {
  [pruneAnnotation]: 'keep',
  [recreateAnnotation]: 'allowed',
  [waitAnnotation]: 'false',
  [contentNameAnnotation]: 'true',
}

/**
 * Holds the annotations of kdeploy's own to what they may say: one that is misspelt would be ignored, and a migration run at
 * the wrong time, or data deleted. @throws KdeployError with all of them, what is sensitive in it masked
 */
export function checkAnnotations(manifests: readonly Manifest[], mask: Masker): void {
  const problems = manifests.flatMap((manifest) => {
    const found = [...problemsOf(manifest), ...afterProblems(manifest, manifests)]
    if (found.length === 0) return []
    const maskText = textMaskerOf(manifest, mask)
    return found.map(({ code, category, message, place, hint }) => {
      const about = refOf(manifest.object)
      return new KdeployError({
        code,
        category,
        message: maskText(message),
        place,
        about,
        hint: hint && maskText(hint),
      })
    })
  })
  throwCollected(problems, (count) => `${count} annotations are invalid`)
}

function problemsOf(manifest: Manifest): KdeployError[] {
  const byConcern = [hookProblems, waveProblems, waitProblems].flatMap((problems) => problems([manifest]))
  return [
    ...unknownAnnotations(manifest),
    ...wrongAnnotationValues(manifest),
    ...barrierProblems(manifest),
    ...contentNameProblems(manifest),
    ...byConcern,
  ]
}

function unknownAnnotations(manifest: Manifest): KdeployError[] {
  const own = Object.keys(annotationsOf(manifest.object)).filter((name) => name.startsWith(prefix))
  const unknown = own.filter(
    (name) => name !== releaseAnnotation && !knownAnnotations.includes(name) && !name.startsWith(infoPrefix),
  )
  return unknown.map((name) => {
    const meant = nearest(name.slice(prefix.length), knownAnnotations.map(withoutPrefix))
    const suggestion = meant === undefined ? '' : `; did you mean ${prefix}${meant}?`
    return invalid(manifest, 'annotation-unknown', name, {
      message: `unknown annotation ${name} of ${describeRef(refOf(manifest.object))}${suggestion}`,
      hint: `${prefix} is reserved for kdeploy's annotations: ${knownAnnotations.map(withoutPrefix).join(', ')}, info-…`,
    })
  })
}

function wrongAnnotationValues(manifest: Manifest): KdeployError[] {
  return Object.entries(soleValues).flatMap(([name, meant]) => {
    const value = annotationOf(manifest.object, name)
    if (value === undefined || value === meant) return []
    const object = describeRef(refOf(manifest.object))
    return invalid(manifest, 'annotation-invalid', name, {
      message: `the annotation ${name} of ${object} must be ${meant}, found ${JSON.stringify(value)}`,
      hint: `write ${name}: ${meant}, or leave it out`,
    })
  })
}

/** Only what holds data has content to be named by. */
function contentNameProblems(manifest: Manifest): KdeployError[] {
  const { object } = manifest
  if (annotationOf(object, contentNameAnnotation) === undefined || holdsData(object)) return []
  const message = `the annotation ${contentNameAnnotation} of ${describeRef(refOf(object))} is for a ConfigMap or Secret`
  return [invalid(manifest, 'annotation-invalid', contentNameAnnotation, { message, hint: 'remove it' })]
}

/** Its text is shown by undo and history, and recorded for as long as it holds. */
function barrierProblems(manifest: Manifest): KdeployError[] {
  const text = annotationOf(manifest.object, undoBarrierAnnotation)
  if (typeof text !== 'string') return []
  const object = describeRef(refOf(manifest.object))
  const fail = (message: string, hint: string) => [
    invalid(manifest, 'annotation-invalid', undoBarrierAnnotation, { message, hint }),
  ]
  if (text.trim() === '') {
    return fail(
      `the annotation ${undoBarrierAnnotation} of ${object} is empty`,
      'write what an undo must not go back beyond, such as "schema 42", or leave it out',
    )
  }
  const path = ['metadata', 'annotations', undoBarrierAnnotation]
  const isSensitive = manifest.sensitive.some((field) => field.path.every((step, index) => step === path[index]))
  if (!isSensitive) return []
  return fail(
    `the annotation ${undoBarrierAnnotation} of ${object} holds a sensitive value, and its text is shown by undo and history`,
    'write a text that needs no masking, such as the number of a schema; `sensitive: false` marks a source that holds no secret',
  )
}

function invalid(
  { placeOf }: Manifest,
  code: CodeOf<'input'>,
  name: string,
  said: { readonly message: string; readonly hint: string },
): KdeployError {
  return new KdeployError({ code, category: 'input', place: placeOf(['metadata', 'annotations', name]), ...said })
}

function withoutPrefix(name: string): string {
  return name.slice(prefix.length)
}
