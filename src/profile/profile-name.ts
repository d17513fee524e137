import { KdeployError } from '../errors.ts'
import { nearest } from '../nearest.ts'

/** `PROFILE` and its halves: `prod_cthulu` is the env type `prod` and the profile name `cthulu`. */
export interface ProfileName {
  readonly profile: string
  readonly envType: string
  readonly profileName: string
}

/** The env type whose file would be the one that every profile reads. */
const reservedEnvType = 'default'

/**
 * Splits PROFILE at its first `_`, as `PROFILE.split('_', 1)` does. @throws KdeployError `profile-invalid` for a missing
 * `_`, an empty half, or characters that a file name shouldn't have; it names the nearest of the profiles that exist
 */
export function parseProfileName(profile: string, existing: () => readonly string[] = () => []): ProfileName {
  const invalid = (problem: string) => invalidProfile(profile, problem, existing())
  const split = profile.indexOf('_')
  const envType = profile.slice(0, split)
  const profileName = profile.slice(split + 1)
  if (profile === '') throw invalid('is empty')
  const strange = /[^A-Za-z0-9._-]/.exec(profile)
  if (strange !== null) {
    if (/[*?]/.test(profile)) throw invalid('is a glob, and this command works on one profile')
    throw invalid(`has the character ${JSON.stringify(strange[0])}; letters, digits, ., - and _ are allowed`)
  }
  if (split < 0) throw invalid('has no _ between env type and profile name')
  if (envType === '') throw invalid('has no env type before the first _')
  if (profileName === '') throw invalid('has no profile name after the first _')
  if (profile.startsWith('.')) throw invalid('starts with a dot')
  if (envType === reservedEnvType) {
    throw invalid('has the env type default, which is reserved: profiles/default.yaml applies to every profile')
  }
  return { profile, envType, profileName }
}

function invalidProfile(profile: string, problem: string, existing: readonly string[]): KdeployError {
  const meant = existing.find((name) => name.endsWith(`_${profile}`)) ?? nearest(profile, existing)
  return new KdeployError({
    code: 'profile-invalid',
    category: 'input',
    message: `the profile ${JSON.stringify(profile)} ${problem}${meant === undefined ? '' : `; did you mean ${meant}?`}`,
    detail: listProfiles(existing),
    hint: `use ENVTYPE_NAME, e.g. ${existing[0] ?? 'prod_cthulu'}`,
  })
}

/** KdeployError `profile-missing`: none is given. */
export function missingProfile(existing: readonly string[]): KdeployError {
  return new KdeployError({
    code: 'profile-missing',
    category: 'input',
    message: 'no profile given',
    detail: listProfiles(existing),
    hint: `use --profile NAME, e.g. --profile ${existing[0] ?? 'prod_cthulu'}, or set the environment variable PROFILE`,
  })
}

/** KdeployError `profile-missing`: the project has none. */
export function noProfiles(folder: string): KdeployError {
  return new KdeployError({
    code: 'profile-missing',
    category: 'input',
    message: nothingIn(folder),
    hint: `create ${folder}/ENVTYPE_NAME.yaml, e.g. ${folder}/prod_cthulu.yaml (it may be empty)`,
  })
}

function nothingIn(folder: string): string {
  return `no profiles exist: ${folder} has no ENVTYPE_NAME.yaml`
}

/** Those that may be meant where none is named, or one that doesn't exist; undefined where there are none. */
function listProfiles(existing: readonly string[]): string | undefined {
  return existing.length === 0 ? undefined : `profiles that exist:\n${existing.map((name) => `  ${name}`).join('\n')}`
}

/** KdeployError `profile-unknown`: names the nearest profile, and lists those that exist. */
export function unknownProfile(profile: string, existing: readonly string[], folder: string): KdeployError {
  const meant = nearest(profile, existing)
  const file = `${folder}/${profile}.yaml`
  return new KdeployError({
    code: 'profile-unknown',
    category: 'input',
    message: `there is no profile ${JSON.stringify(profile)}${meant === undefined ? '' : `; did you mean ${meant}?`}`,
    detail: listProfiles(existing) ?? nothingIn(folder),
    hint: `to add it, or to work on what it deployed before its file was removed, create ${file} (it may be empty)`,
  })
}
