import pLimit from 'p-limit'
import type { Cluster } from '../cluster/api/cluster.ts'
import { KdeployError } from '../errors.ts'
import { readRevisions } from '../history/read-revisions.ts'
import { identityOf, objectNameOf, parseIdentity, type Release } from '../history/records/release.ts'
import { identityAnnotation, releaseLabel } from '../history/records/revision.ts'
import { isTrusted, type StoredRevision } from '../history/store.ts'
import { parentType } from '../history/write-parent.ts'
import { annotationOf, labelsOf } from '../manifest/annotations.ts'
import { fillNamespaces } from '../manifest/namespace.ts'
import { scopeWithoutCluster } from '../manifest/scope.ts'
import type { KubeObject, Manifest, ObjectRef } from '../manifest/types.ts'
import { NeededImages } from '../plan/images/needed-images.ts'
import { listRevisionHeads } from './planning/facts/revision-heads.ts'
import { untrustedRevision } from './planning/undo/trusted-target.ts'
import { renderOpened } from './rendering/render-opened.ts'
import { openProfile } from './resolving/open-profile.ts'
import { startOf, withConnection } from './run/connect.ts'
import type { Emit } from './run/events.ts'
import type { ProfileInput } from './run/input.ts'
import { getNamespaceIfAllowed } from './run/namespace.ts'
import { phase } from './run/phase.ts'
import type { ImageList } from './run/results.ts'
import { historyKeys, type World } from './run/world.ts'

/** Releases whose revisions are read at a time: each may be megabytes. */
const atATime = 4

/**
 * Every image that a kept revision of any release in the namespace needs, or of all namespaces. Works without a project. What may not
 * be read, or can't be, is among the problems: the list may lack its images then.
 */
export function imagesOfReleases(
  { target, namespace }: Pick<ProfileInput, 'target' | 'namespace'>,
  isEverywhere: boolean,
  world: World,
  emit: Emit,
): Promise<ImageList> {
  return withConnection(target, world, async (connect) => {
    const cluster = await connect()
    const where = namespace ?? cluster.defaultNamespace
    const place = { ...startOf(cluster, where), namespace: isEverywhere ? undefined : where }
    if (!isEverywhere) emit(startOf(cluster, where))
    const keys = historyKeys(world)
    const { items, unlistable } = await listRevisionHeads(cluster, place.namespace)
    if (items.length === 0 && !isEverywhere) await refuseMissing(cluster, where)
    const problems = unlistable.map(forbiddenIn)
    const images = new NeededImages(world.masking.mask, world.masking.redact.bind(world.masking))
    const limit = pLimit(atATime)
    const found = byRelease(items, problems)
    // With a key, a release knows which revisions it has, also where all of them were deleted.
    const parents = keys.length === 0 ? [] : (await listRevisionHeads(cluster, place.namespace, parentType)).items
    for (const release of parents.flatMap(releaseOfParent))
      if (!found.has(identityOf(release))) found.set(identityOf(release), { release, names: new Set() })
    await Promise.all(
      [...found.values()].map(({ release, names }) =>
        limit(async () => {
          const history = await readRevisions(cluster, release, keys)
          for (const stored of history) addRevision(images, release, stored, problems)
          problems.push(...(await unlisted(cluster, release, names, history)))
        }),
      ),
    )
    return listOf(place, images, problems)
  })
}

/** Every image that a profile renders. `offline`: see RenderOptions. */
export function imagesOfProfile(input: ProfileInput, offline: boolean, world: World): Promise<ImageList> {
  return withConnection(input.target, world, async (connect) => {
    const opened = await openProfile(input, offline ? undefined : connect, world)
    const rendered = await phase(world, 'render', () =>
      world.compute(() => renderOpened(opened, opened.profile.templates)),
    )
    const { namespace } = opened.profile
    const manifests = fillNamespaces(rendered, {
      namespace,
      explicit: input.namespace !== undefined,
      namespaced: scopeWithoutCluster(rendered.map(({ object }) => object)),
    })
    const images = new NeededImages(world.masking.mask, world.masking.redact.bind(world.masking))
    for (const manifest of manifests satisfies readonly Manifest[]) images.add(manifest, {}, undefined)
    return listOf({ namespace, kubeContext: '', server: undefined }, images, [])
  })
}

/** That a list, which was shown, may lack images; `what`: how many problems there are, or whose images. */
export function imagesIncomplete(what: string, problems: readonly KdeployError[] = []): KdeployError {
  return new KdeployError({
    code: 'images-incomplete',
    category: 'cluster',
    message: `the list may lack images: ${what}`,
    problems,
    hint: 'delete nothing by this list',
  })
}

function listOf(
  { namespace, kubeContext, server }: Pick<ImageList, 'namespace' | 'kubeContext' | 'server'>,
  images: NeededImages,
  problems: readonly KdeployError[],
): ImageList {
  const masked = images.masked.map(
    (image) =>
      new KdeployError({
        code: 'secrets-in-output',
        category: 'input',
        message: `the name of an image contains a sensitive value, and is shown masked: ${image}`,
        hint: 'set sensitive: false on a source that holds no secrets',
      }),
  )
  return { namespace, kubeContext, server, images: images.sorted(), problems: [...problems, ...masked] }
}

function releaseOfParent(parent: KubeObject): Release[] {
  const identity = annotationOf(parent, identityAnnotation)
  const release = typeof identity === 'string' ? parseIdentity(identity) : undefined
  const isItsOwn = release?.namespace === parent.metadata['namespace']
  return release !== undefined && isItsOwn && parent.metadata.name === objectNameOf(release) ? [release] : []
}

interface FoundRelease {
  readonly release: Release
  /** Of the Secrets that say that they are revisions of it. */
  readonly names: Set<string>
}

function byRelease(heads: readonly KubeObject[], problems: KdeployError[]): Map<string, FoundRelease> {
  const found = new Map<string, FoundRelease>()
  for (const head of heads) {
    const identity = annotationOf(head, identityAnnotation)
    const release = typeof identity === 'string' ? parseIdentity(identity) : undefined
    const isItsOwn =
      release?.namespace === head.metadata['namespace'] &&
      release !== undefined &&
      labelsOf(head)[releaseLabel] === objectNameOf(release)
    if (!isItsOwn) {
      problems.push(unreadable(head, 'it does not say of which release it is a revision'))
      continue
    }
    const known = found.get(identityOf(release)) ?? { release, names: new Set() }
    found.set(identityOf(release), known)
    known.names.add(head.metadata.name)
  }
  return found
}

/** One that isn't trusted counts too, but may leave out what it needs. */
function addRevision(images: NeededImages, release: Release, stored: StoredRevision, problems: KdeployError[]): void {
  const { claimed, revision, isStray } = stored
  const { number, manifests, digests = {}, status, reason } = claimed ?? revision
  const of = { release: identityOf(release), revision: number }
  for (const recorded of manifests) images.add(recorded, digests, of)
  if (isStray) return
  const hint = `apply ${identityOf(release)}, or delete the revision's Secret if nobody needs it`
  if (!isTrusted(stored)) {
    const { code, category, message } = untrustedRevision(stored, hint)
    problems.push(new KdeployError({ code, category, message: `${identityOf(release)}: ${message}`, hint }))
  } else if (status === 'unreadable') problems.push(unreadable(stored.secret, reason ?? "it can't be read", hint))
}

/** Secrets that were there as revisions of a release, still are, and were not read as such. */
async function unlisted(
  cluster: Cluster,
  release: Release,
  names: ReadonlySet<string>,
  history: readonly StoredRevision[],
): Promise<KdeployError[]> {
  const read = new Set(history.map(({ secret }) => secret.metadata.name))
  const missing = [...names].filter((name) => !read.has(name))
  const refs = missing.map((name): ObjectRef => {
    return { group: '', version: 'v1', kind: 'Secret', namespace: release.namespace, name }
  })
  const now = await Promise.all(refs.map((ref) => cluster.get(ref)))
  return now.flatMap((secret) => (secret === null ? [] : [unreadable(secret, 'it changed while it was read')]))
}

function unreadable({ metadata }: KubeObject, why: string, hint?: string): KdeployError {
  const secret = `Secret ${String(metadata['namespace'])}/${metadata.name}`
  const message = why.startsWith(secret) ? why : `${secret} can't be read as a revision: ${why}`
  return new KdeployError({ code: 'revision-unreadable', category: 'cluster', message, hint })
}

function forbiddenIn(namespace: string): KdeployError {
  const message = `the Secrets of namespace ${namespace} may not be listed`
  return new KdeployError({ code: 'forbidden', category: 'cluster', message })
}

/** A list without an image would be taken for one that is complete. @throws KdeployError `namespace-missing` */
async function refuseMissing(cluster: Cluster, namespace: string): Promise<void> {
  if ((await getNamespaceIfAllowed(cluster, namespace)) !== null) return
  throw new KdeployError({
    code: 'namespace-missing',
    category: 'input',
    message: `namespace ${namespace} does not exist`,
    hint: 'check --namespace and the kube context',
  })
}
