import { joinNames } from '../counts.ts'
import { KdeployError } from '../errors.ts'
import { matchesGlob } from './files/glob.ts'

/** Profiles that are named where none matches. */
const mostNamed = 20

/** Whether a person means all profiles that match. */
export function isGlob(text: string): boolean {
  return /[*?]/.test(text)
}

/** The profiles that match a glob, in their order. @throws KdeployError `profile-unknown` where none does */
export function profilesMatching(glob: string, existing: readonly string[]): readonly string[] {
  const found = existing.filter((name) => matchesGlob(name, glob))
  if (found.length > 0) return found
  throw new KdeployError({
    code: 'profile-unknown',
    category: 'input',
    message: `no profile matches ${JSON.stringify(glob)}`,
    detail: `profiles that exist: ${joinNames(existing, mostNamed)}`,
    hint: 'a glob is matched with whole names: prod_* or *_cthulu; quote it, so that the shell leaves it alone',
  })
}
