import { keyOf, refOf } from '../manifest/identity.ts'
import { scopeWithoutCluster } from '../manifest/scope.ts'
import type { Manifest, ObjectRef } from '../manifest/types.ts'
import { offersOf, referencesOf } from '../plan/references/references.ts'
import { listHistory } from './history.ts'
import { listProfiles } from './profiles.ts'
import { finishManifests } from './rendering/finish-manifests.ts'
import { renderOpened } from './rendering/render-opened.ts'
import { openProfile } from './resolving/open-profile.ts'
import { showRevision } from './revision.ts'
import { withConnection } from './run/connect.ts'
import { inputWithoutOptions, type ProfileInput } from './run/input.ts'
import { typedName } from './run/named-object.ts'
import type { World } from './run/world.ts'
import type { Suggestion } from './suggest.ts'

/** How long a shell's completion waits for a cluster, in milliseconds: with a start and a rendering, it answers within two seconds. */
const patience = 1400

/** What is typed already of where a release is. */
type Given = Pick<ProfileInput, 'project' | 'namespace' | 'target'>

/** The kinds whose pods `restart` and `undo KIND/NAME` replace. */
const restartable = new Set(['Deployment', 'StatefulSet', 'DaemonSet'])

/** The namespaces of the cluster that a profile is for; those of the profiles where it doesn't answer soon, or doesn't tell. */
export async function suggestNamespaces(
  profile: string | undefined,
  { project, target }: Given,
  world: World,
): Promise<Suggestion[]> {
  const profiles = await listProfiles(project, world).then(
    (list) => list.profiles,
    () => [],
  )
  const own = new Map<string, string[]>()
  for (const one of profiles)
    if (one.namespace !== undefined) own.set(one.namespace, [...(own.get(one.namespace) ?? []), one.profile])
  const describe = (names: Iterable<string>) =>
    [...names].map((value) => ({ value, description: own.get(value)?.join(', ') ?? '' }))
  try {
    const names = await withConnection(target, hurried(world), async (connect) => {
      const cluster = await connect(profiles.find((one) => one.profile === profile)?.kubeContext)
      const { items } = await cluster.list({ group: '', kind: 'Namespace' })
      return items.map(({ metadata }) => metadata.name)
    })
    return describe(names)
  } catch {
    return describe(own.keys())
  }
}

/** The revisions of a profile's release, the newest first. Gives up soon where the cluster doesn't answer. */
export async function suggestRevisions(profile: string, given: Given, world: World): Promise<Suggestion[]> {
  const { revisions } = await listHistory(inputOf(profile, given), hurried(world), () => {})
  return revisions
    .toReversed()
    .flatMap(({ number, status, createdAt, command, by }) =>
      number === undefined
        ? []
        : [{ value: String(number), description: `${status}, ${createdAt}, ${command} by ${by}` }],
    )
}

/** The objects of the newest revision; where the cluster doesn't answer soon, what the profile renders. `workloads`: those that a restart takes. */
export async function suggestMembers(
  profile: string,
  which: 'all' | 'workloads',
  given: Given,
  world: World,
): Promise<Suggestion[]> {
  const input = inputOf(profile, given)
  const wanted = ({ kind }: ObjectRef) => which === 'all' || restartable.has(kind)
  const recorded = showRevision(input, undefined, hurried(world), () => {})
  // While the cluster is asked.
  const rendered = renderOffline(input, world)
  const [revision, instead] = await Promise.allSettled([recorded, rendered])
  if (revision.status === 'fulfilled') {
    const { manifests, namespace } = revision.value
    return manifests.filter(({ ref }) => wanted(ref)).map(({ ref, template }) => suggest(ref, namespace, template))
  }
  if (instead.status === 'rejected') throw revision.reason
  const { manifests, namespace } = instead.value
  return ofManifests(
    manifests.filter(({ object }) => wanted(refOf(object))),
    namespace,
  )
}

/** What a profile renders, without asking a cluster or running a program. */
export async function suggestRendered(profile: string, given: Given, world: World): Promise<Suggestion[]> {
  const { manifests, namespace } = await renderOffline(inputOf(profile, given), world)
  return ofManifests(manifests, namespace)
}

/** What those manifests refer to and none of them is. */
export async function suggestReferences(profile: string, given: Given, world: World): Promise<Suggestion[]> {
  const { manifests, namespace } = await renderOffline(inputOf(profile, given), world)
  const offered = offersOf(manifests)
  const missing = new Map(
    referencesOf(manifests)
      .filter(({ to }) => !offered.has(keyOf(to)))
      .map(({ to, from }) => [
        keyOf(to),
        suggest(to, namespace, `of ${suggest(refOf(from.object), namespace, '').value}`),
      ]),
  )
  return [...missing.values()]
}

async function renderOffline(
  input: ProfileInput,
  world: World,
): Promise<{ readonly manifests: readonly Manifest[]; readonly namespace: string | undefined }> {
  const opened = await openProfile(input, undefined, world)
  const rendered = renderOpened(opened, opened.profile.templates)
  const { namespace } = opened.profile
  const namespaced = scopeWithoutCluster(rendered.map(({ object }) => object))
  const choice = { namespace, explicit: input.namespace !== undefined, namespaced }
  return { manifests: finishManifests(rendered, choice, world.masking.mask), namespace }
}

function ofManifests(manifests: readonly Manifest[], namespace: string | undefined): Suggestion[] {
  return manifests.map(({ object, template }) => suggest(refOf(object), namespace, template))
}

/** An object as it is typed: with its namespace only where that is not the release's. */
function suggest({ kind, namespace, name }: ObjectRef, own: string | undefined, description: string): Suggestion {
  const elsewhere = namespace === own ? undefined : namespace
  return { value: typedName({ kind: kind.toLowerCase(), namespace: elsewhere, name }), description }
}

function inputOf(profile: string, given: Given): ProfileInput {
  return { ...inputWithoutOptions(profile, given.project), ...given }
}

/** The world with a cluster that is given up soon. */
function hurried(world: World): World {
  const within = AbortSignal.timeout(patience)
  return { ...world, connect: (target, trace) => world.connect(target, trace, within) }
}
