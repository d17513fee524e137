import { formatPlace } from '../errors.ts'
import { namesTo } from '../variables/nearest-variable.ts'
import { explainProfile } from './explain.ts'
import { listHistory } from './history.ts'
import { openProject } from './resolving/open-profile.ts'
import type { ProfileInput } from './run/input.ts'
import { inputWithoutOptions } from './run/input.ts'
import type { World } from './run/world.ts'

/** What may be typed next, with what it is; `''`: it says that itself. */
export interface Suggestion {
  readonly value: string
  readonly description: string
}

/** How long a shell's completion waits for a cluster, in milliseconds. */
const patience = 3000

/** The templates of a project, partials left out. */
export function suggestTemplates(project: string | undefined, world: World): Suggestion[] {
  const { templates, otherTemplates } = openProject(project, world)
  return [...templates, ...otherTemplates].map((value) => ({ value, description: '' }))
}

/** The kube contexts of the kubeconfig. */
export async function suggestKubeContexts(kubeconfig: string | undefined, world: World): Promise<Suggestion[]> {
  const contexts = await world.kubeContexts(kubeconfig)
  return contexts.map(({ name, cluster, namespace }) => ({
    value: name,
    description: `cluster ${cluster}${namespace === undefined ? '' : `, namespace ${namespace}`}`,
  }))
}

/** A profile's variables and the maps that hold them, without asking a cluster or running a program; where each comes from. */
export async function suggestVariables(
  profile: string,
  project: string | undefined,
  world: World,
): Promise<Suggestion[]> {
  const variables = await explainProfile(
    inputWithoutOptions(profile, project),
    { key: undefined, offline: true },
    world,
  )
  const suggestions = new Map<string, string>()
  for (const { name, by, place } of variables) {
    for (const holder of namesTo(name)) if (!suggestions.has(holder)) suggestions.set(holder, 'all that is in it')
    suggestions.set(name, place === undefined ? by : formatPlace(place))
  }
  return [...suggestions].map(([value, description]) => ({ value, description }))
}

/** The revisions of a profile's release, the newest first. Gives up soon where the cluster doesn't answer. */
export async function suggestRevisions(
  profile: string,
  given: Pick<ProfileInput, 'project' | 'namespace' | 'target'>,
  world: World,
): Promise<Suggestion[]> {
  const within = AbortSignal.timeout(patience)
  const hurried: World = { ...world, connect: (target, trace) => world.connect(target, trace, within) }
  const input = { ...inputWithoutOptions(profile, given.project), ...given }
  const { revisions } = await listHistory(input, hurried, () => {})
  return revisions
    .toReversed()
    .flatMap(({ number, status, createdAt, command, by }) =>
      number === undefined
        ? []
        : [{ value: String(number), description: `${status}, ${createdAt}, ${command} by ${by}` }],
    )
}
