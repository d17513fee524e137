import { count, joinNames } from '../../counts.ts'
import { KdeployError } from '../../errors.ts'
import { identityOf, parseIdentity, type Release } from '../../history/records/release.ts'
import { renameCommand } from '../../history/records/rename.ts'
import { ForeignObject } from './compare/foreign-object.ts'

/** Objects that are named. */
const mostNamed = 8

/** What keeps a run from its writes. */
export interface Problems {
  /** Those of each manifest, in their order; none for most. */
  readonly manifests: readonly (readonly KdeployError[])[]
  /** What the command line got wrong. */
  readonly options: readonly KdeployError[]
  readonly others: readonly KdeployError[]
}

/** Why a plan leaves manifests out. */
export interface Refusal {
  readonly error: KdeployError
  /** How many manifests have a problem. */
  readonly manifests: number
}

/** All problems in one error, those of the command line first; undefined where there are none. `of`: the number of manifests. */
export function refusalOf({ manifests, options, others }: Problems, of: number, release: Release): Refusal | undefined {
  const bad = manifests.filter(({ length }) => length > 0)
  const problems = [...options, ...withRenamedOnce(manifests, release).flat(), ...others]
  const [first] = problems
  if (first === undefined) return undefined
  if (problems.length === 1) return { error: first, manifests: bad.length }
  const besides = options.length + others.length
  const refused = `${bad.length} of ${count(of, 'manifest')} can't be applied`
  const more =
    besides === 0 ? '' : `, and ${besides === 1 ? 'there is 1 more problem' : `there are ${besides} more problems`}`
  const message = bad.length === 0 ? count(besides, 'problem') : `${refused}${more}`
  return {
    error: new KdeployError({ code: first.code, category: first.category, message, problems }),
    manifests: bad.length,
  }
}

/**
 * The same problems, but for objects that all belong to a release that differs in the name of the project alone: what may have
 * changed is that name, which is told once.
 */
export function withRenamedOnce(
  manifests: readonly (readonly KdeployError[])[],
  release: Release,
): (readonly KdeployError[])[] {
  const foreign = manifests.flat().filter((problem) => problem instanceof ForeignObject)
  const [first, second] = foreign
  const owner = first === undefined ? undefined : parseIdentity(first.owner)
  const isRenamed =
    first !== undefined &&
    second !== undefined &&
    owner?.profile === release.profile &&
    owner.namespace === release.namespace &&
    foreign.every((problem) => problem.owner === first.owner)
  if (!isRenamed) return [...manifests]
  const objects = joinNames(foreign, mostNamed, ({ object }) => object)
  const renamed = new KdeployError({
    code: 'foreign-object',
    category: 'conflict',
    message: `${foreign.length} objects belong to ${first.owner}, which differs from ${identityOf(release)} in the name of the project alone`,
    detail: objects,
    hint: `did \`name\` in kdeploy.yaml change from ${owner.name} to ${release.name}? Change it back, as another name is another release, or move this one to it: ${renameCommand({ from: owner, to: release })}; if both are meant, have the first one orphan them (docs/deploying/checks-and-waves.md)`,
  })
  const told = new Set<KdeployError>(foreign)
  return manifests.map((problems) =>
    problems.flatMap((problem) => (problem === first ? [renamed] : told.has(problem) ? [] : [problem])),
  )
}
