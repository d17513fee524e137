import { collect, type ErrorCode, KdeployError, withDetail } from '../../../errors.ts'
import { describeRef, keyOf } from '../../../manifest/identity.ts'
import type { ObjectRef } from '../../../manifest/types.ts'
import type { NotRestored } from '../../../plan/types.ts'

/**
 * Refusals that are about one object, and that this object's past state will get each time: an undo leaves it as it is. Whatever else
 * is refused (a permission, a conflict that --force-conflicts takes over, a webhook that is down) holds for the whole undo.
 */
const unrestorableCodes: ReadonlySet<ErrorCode> = new Set([
  'address-taken',
  'admission-denied',
  'claim-mounted',
  'field-immutable',
  'foreign-object',
  'kind-unknown',
  'manifest-invalid',
  'namespace-missing',
  'not-adopted',
  'object-missing',
  'object-too-large',
])

/** A manifest about which the server was asked, and what is wrong with it. */
export interface WithPrerequisites {
  readonly ref: ObjectRef
  /** See Change. */
  readonly checkAfter: readonly string[]
  readonly problems: readonly KdeployError[]
}

/**
 * The manifests of an undo that can't be restored, with the reason: refused by themselves, or depending on one that
 * can't be restored.
 */
export function findUnrestorable(items: readonly WithPrerequisites[]): NotRestored[] {
  const notRestored = new Map<string, NotRestored>()
  for (const { ref, problems } of items) {
    const [first] = problems
    if (first === undefined || !problems.every(({ code }) => unrestorableCodes.has(code))) continue
    notRestored.set(keyOf(ref), {
      ref,
      problem: problems.length === 1 ? asLeft(first) : collected(ref, first, problems),
    })
  }
  for (let known = -1; known < notRestored.size; ) {
    known = notRestored.size
    for (const { ref, checkAfter } of items) {
      const needed = checkAfter.map((key) => notRestored.get(key)).find((one) => one !== undefined)
      if (needed !== undefined && !notRestored.has(keyOf(ref)))
        notRestored.set(keyOf(ref), { ref, problem: needsUnrestorable(ref, needed.ref) })
    }
  }
  return items.flatMap(({ ref }) => notRestored.get(keyOf(ref)) ?? [])
}

/** A recorded manifest can't be renamed, which is what the refusal of an apply advises. */
function asLeft(problem: KdeployError): KdeployError {
  const { code, category, message, place, detail, problems, cause } = problem
  if (code !== 'foreign-object') return problem
  const hint = 'an undo leaves it to that release'
  return new KdeployError({ code, category, message, place, detail, hint, problems, cause })
}

/** Refuses an undo that would do nothing but what can't be done. @throws KdeployError with each reason */
export function refuseNothingElse(notRestored: readonly NotRestored[]): void {
  const refused = collect(
    notRestored.map(({ problem }) => problem),
    (count) => `${count} objects can't be restored`,
  )
  if (refused !== undefined)
    throw withDetail(refused, 'nothing else to undo: all other objects are as that revision has them')
}

function collected(ref: ObjectRef, first: KdeployError, problems: readonly KdeployError[]): KdeployError {
  const { code, category, place } = first
  return new KdeployError({
    code,
    category,
    message: `${describeRef(ref)}: ${problems.length} problems`,
    place,
    problems,
  })
}

function needsUnrestorable(ref: ObjectRef, needed: ObjectRef): KdeployError {
  return new KdeployError({
    code: 'prerequisite-not-restored',
    category: 'input',
    message: `${describeRef(ref)} needs the earlier state of ${describeRef(needed)}, which can't be restored`,
  })
}
