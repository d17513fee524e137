import { inCode } from './syntax.ts'

/** Where a comment comes from. */
export interface CommentOrigin {
  /** In hexadecimal; undefined where it isn't known. */
  readonly commit: string | undefined
  /** The CI job's address, which holds nothing that could be a credential. */
  readonly job: string | undefined
}

/** UTF-16 units that `originLine` has at most. */
export const longestOrigin = 1000

/** The last line of a comment: what it was made of, and by which job. `''` where neither is known. */
export function originLine({ commit, job }: CommentOrigin): string {
  const [short] = /^[0-9a-f]{7,12}/.exec(commit ?? '') ?? []
  const parts = [
    ...(short === undefined ? [] : [`commit ${inCode(short)}`]),
    ...(job === undefined ? [] : [`[job](<${job.replaceAll('<', '%3C').replaceAll('>', '%3E')}>)`]),
  ]
  return parts.length === 0 ? '' : `<sub>${parts.join(', ')}</sub>`
}
