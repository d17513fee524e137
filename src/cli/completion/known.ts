import { profileNames } from '../../workflow/profiles.ts'
import type { World } from '../../workflow/run/world.ts'
import {
  type Suggestion,
  suggestClusters,
  suggestKubeContexts,
  suggestTemplates,
  suggestTests,
  suggestVariables,
} from '../../workflow/suggest.ts'
import {
  suggestMembers,
  suggestNamespaces,
  suggestReferences,
  suggestRendered,
  suggestRevisions,
} from '../../workflow/suggest-objects.ts'
import { targetOf } from '../options/cluster-options.ts'
import type { Line } from './line.ts'
import type { Known } from './values.ts'

/** What the project, the kubeconfig and the cluster know. A completion has nobody to tell of an error. */
export function knownTo(world: World, line: Line): Known {
  const project = line.given('project')
  const kubeconfig = line.given('kubeconfig')
  const target = targetOf({
    kubeconfig,
    context: line.given('context'),
    as: line.given('as'),
    asUid: line.given('as-uid'),
    asGroup: line.all('as-group'),
  })
  const given = { project, namespace: line.given('namespace'), target }
  return {
    profiles: () => suggestions(async () => profileNames(project, world).map((value) => ({ value, description: '' }))),
    templates: () => suggestions(async () => suggestTemplates(project, world)),
    tests: () => suggestions(async () => suggestTests(project, world)),
    kubeContexts: () => suggestions(() => suggestKubeContexts(kubeconfig, world)),
    clusters: (profile) => suggestions(async () => suggestClusters(profile, project, world)),
    namespaces: (profile) => suggestions(() => suggestNamespaces(profile, given, world)),
    variables: (profile) => suggestions(() => suggestVariables(profile, project, world)),
    revisions: (profile) => suggestions(() => suggestRevisions(profile, given, world)),
    members: (profile) => suggestions(() => suggestMembers(profile, 'all', given, world)),
    workloads: (profile) => suggestions(() => suggestMembers(profile, 'workloads', given, world)),
    rendered: (profile) => suggestions(() => suggestRendered(profile, given, world)),
    references: (profile) => suggestions(() => suggestReferences(profile, given, world)),
  }
}

async function suggestions(find: () => Promise<readonly Suggestion[]>): Promise<readonly Suggestion[]> {
  try {
    return await find()
  } catch {
    return []
  }
}
