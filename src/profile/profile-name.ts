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
 * `_`, an empty half, or characters that a file name shouldn't have
 */
export function parseProfileName(profile: string): ProfileName {
  const split = profile.indexOf('_')
  const envType = profile.slice(0, split)
  const profileName = profile.slice(split + 1)
  if (profile === '') throw invalid(profile, 'is empty')
  const strange = /[^A-Za-z0-9._-]/.exec(profile)
  if (strange !== null) {
    throw invalid(profile, `has the character ${JSON.stringify(strange[0])}; letters, digits, ., - and _ are allowed`)
  }
  if (split < 0) throw invalid(profile, 'has no _ between env type and profile name')
  if (envType === '') throw invalid(profile, 'has no env type before the first _')
  if (profileName === '') throw invalid(profile, 'has no profile name after the first _')
  if (profile.startsWith('.')) throw invalid(profile, 'starts with a dot')
  if (envType === reservedEnvType) {
    throw invalid(
      profile,
      'has the env type default, which is reserved: profiles/default.yaml applies to every profile',
    )
  }
  return { profile, envType, profileName }
}

function invalid(profile: string, problem: string): KdeployError {
  return new KdeployError({
    code: 'profile-invalid',
    category: 'input',
    message: `the profile ${JSON.stringify(profile)} ${problem}`,
    hint: 'use ENVTYPE_NAME, e.g. prod_cthulu',
  })
}

/** KdeployError `profile-unknown`: names the nearest profile, and lists those that exist. */
export function unknownProfile(profile: string, existing: readonly string[], folder: string): KdeployError {
  const meant = nearest(profile, existing)
  const file = `${folder}/${profile}.yaml`
  return new KdeployError({
    code: 'profile-unknown',
    category: 'input',
    message: `there is no profile ${JSON.stringify(profile)}${meant === undefined ? '' : `; did you mean ${meant}?`}`,
    detail:
      existing.length === 0
        ? `no profiles exist: ${folder} has no ENVTYPE_NAME.yaml`
        : `profiles that exist:\n${existing.map((name) => `  ${name}`).join('\n')}`,
    hint: `to add it, create ${file} (it may be empty)`,
  })
}
