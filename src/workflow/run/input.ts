import { impersonationArguments } from '../../shell-words.ts'
import type { ClusterTarget } from './world.ts'

/** What a person gives to every command that works on a profile. */
export interface ProfileInput {
  readonly profile: string
  /** One of the profile's clusters; undefined: it has none. */
  readonly cluster?: string | undefined
  /** The project's folder; undefined: the nearest one upwards. */
  readonly project: string | undefined
  readonly namespace: string | undefined
  readonly target: ClusterTarget
  /** Files of variables, later ones win. */
  readonly values: readonly string[]
  /** `name=value` each. */
  readonly setJson: readonly string[]
  readonly set: readonly string[]
  readonly setString: readonly string[]
  readonly setFile: readonly string[]
  /** Environment variables that gave options above, `KDEPLOY_SET`. Default: none. */
  readonly fromEnvironment?: readonly string[] | undefined
}

/** The options that lead another command, typed next, to the same release. Values of variables are no part of that. */
export function releaseArguments({ profile, cluster, project, namespace, target }: ReleaseInput): string[] {
  const given = {
    '-p': profile,
    '--cluster': cluster,
    '--project': project,
    '-n': namespace,
    '--context': target.kubeContext,
    '--kubeconfig': target.kubeconfig,
  }
  const named = Object.entries(given).flatMap(([option, value]) => (value === undefined ? [] : [option, value]))
  return [...named, ...impersonationArguments(target.as)]
}

type ReleaseInput = Pick<ProfileInput, 'cluster' | 'project' | 'namespace' | 'target'> & {
  readonly profile: string | undefined
}

/** Requests to the API server at a time, where nobody says otherwise. */
export const defaultConcurrency = 32

/** A profile, on one of its clusters if it has any, without any option over it. */
export function inputWithoutOptions(
  profile: string,
  project: string | undefined,
  cluster?: string | undefined,
): ProfileInput {
  const target = { kubeconfig: undefined, kubeContext: undefined }
  return {
    profile,
    cluster,
    project,
    namespace: undefined,
    target,
    values: [],
    setJson: [],
    set: [],
    setString: [],
    setFile: [],
  }
}
