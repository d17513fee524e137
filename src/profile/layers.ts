import { type ProfileName, parseProfileName } from './profile-name.ts'

/** One file of a profile's settings, the weakest first. */
export interface Layer {
  /** The file's name in `profiles/`. */
  readonly file: string
  readonly layer: 'default' | 'env type' | 'profile name' | 'profile'
}

/** The files that make a profile, later ones win; only the last one has to exist. */
export function layersOf({ profile, envType, profileName }: ProfileName): readonly Layer[] {
  return [
    { file: 'default.yaml', layer: 'default' },
    { file: `${envType}.yaml`, layer: 'env type' },
    { file: `_${profileName}.yaml`, layer: 'profile name' },
    { file: `${profile}.yaml`, layer: 'profile' },
  ]
}

/** The profiles that exist, sorted: the files `ENVTYPE_NAME.yaml` of `profiles/`. */
export function profilesAmong(files: Iterable<string>): string[] {
  const names: string[] = []
  for (const file of files) {
    const name = file.endsWith('.yaml') ? file.slice(0, -'.yaml'.length) : ''
    if (name.indexOf('_') > 0 && isProfileName(name)) names.push(name)
  }
  return names.sort()
}

function isProfileName(name: string): boolean {
  try {
    parseProfileName(name)
    return true
  } catch {
    return false
  }
}
