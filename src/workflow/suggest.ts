import { formatPlace } from '../errors.ts'
import { namesTo } from '../variables/nearest-variable.ts'
import { explainProfile } from './explain.ts'
import { openProject } from './resolving/open-profile.ts'
import { releasesOfProfile } from './resolving/resolve-profile.ts'
import { inputWithoutOptions } from './run/input.ts'
import type { World } from './run/world.ts'
import { findTests } from './testing/find-tests.ts'

/** What may be typed next, with what it is; `''`: it says that itself. */
export interface Suggestion {
  readonly value: string
  readonly description: string
}

/** The templates of a project, partials left out. */
export function suggestTemplates(project: string | undefined, world: World): Suggestion[] {
  const { templates, otherTemplates } = openProject(project, world)
  return [...templates, ...otherTemplates].map((value) => ({ value, description: '' }))
}

/** The tests of a project by their names, each once. */
export function suggestTests(project: string | undefined, world: World): Suggestion[] {
  const { tests } = findTests(openProject(project, world), { words: [], profiles: [] })
  return [...new Map(tests.map(({ test, file }) => [test.name, { value: test.name, description: file }])).values()]
}

/** The kube contexts of the kubeconfig. */
export async function suggestKubeContexts(kubeconfig: string | undefined, world: World): Promise<Suggestion[]> {
  const contexts = await world.kubeContexts(kubeconfig)
  return contexts.map(({ name, cluster, namespace }) => ({
    value: name,
    description: `cluster ${cluster}${namespace === undefined ? '' : `, namespace ${namespace}`}`,
  }))
}

/** The clusters of a profile by name, or of all profiles where it is none: of a glob, or where none is given. */
export function suggestClusters(
  profile: string | undefined,
  projectFolder: string | undefined,
  world: World,
): Suggestion[] {
  const project = openProject(projectFolder, world)
  const isOne = profile !== undefined && project.profiles.includes(profile)
  const found = new Map<string, string>()
  for (const one of isOne ? [profile] : project.profiles) {
    for (const { cluster = '' } of releasesOfProfile(project, one)) if (!found.has(cluster)) found.set(cluster, one)
  }
  found.delete('')
  return [...found].map(([value, first]) => ({ value, description: isOne ? '' : `of ${first}` }))
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
