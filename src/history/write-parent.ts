import type { Cluster } from '../cluster/api/cluster.ts'
import { ApiError } from '../cluster/errors/api-error.ts'
import { KdeployError } from '../errors.ts'
import { annotationOf, annotationsOf } from '../manifest/annotations.ts'
import type { JsonObject, KubeObject } from '../manifest/types.ts'
import { planKeyData, planKeyOf } from './plan-key.ts'
import { expiresAnnotation } from './records/expiry.ts'
import {
  additionalNamespaces,
  groupKinds,
  parentRef,
  problemsIn,
  type Reach,
  reachOf,
  readParent,
  sorted,
} from './records/parent.ts'
import { applySetIdOf, identityOf, objectNameOf, type Release } from './records/release.ts'
import { identityAnnotation } from './records/revision.ts'
import type { HistoryKeys } from './signing/keys.ts'
import { type Distrust, isDistrust } from './signing/sign.ts'
import { emptyIndex, type RevisionIndex, readIndex, signParent } from './signing/sign-parent.ts'

const idLabel = 'applyset.kubernetes.io/id'
const tooling = 'applyset.kubernetes.io/tooling'

/** The type of the Secret that is a release's parent. */
export const parentType = 'kdeploy.dev/release'

/** Times that a PUT is tried again, where somebody wrote the parent in between. */
const attempts = 3

/**
 * Makes the parent, or widens it, so that it covers `reach` before any member is written; it never shrinks here. With a key, one that
 * isn't trusted, or by which no revision is (`startsNewRecord`), is rewritten, and lists no revision. Written by POST and by PUT with
 * resourceVersion. Returns the parent as it is now.
 */
export async function widenParent(
  cluster: Cluster,
  release: Release,
  parent: KubeObject | null,
  reach: Reach,
  version: string,
  { keys, startsNewRecord }: { readonly keys: HistoryKeys; readonly startsNewRecord: boolean },
): Promise<KubeObject> {
  if (parent === null) return makeParent(cluster, release, reach, version, keys)
  const ledger = startsNewRecord ? undefined : trustedIndex(release, parent, keys)
  const known = ledger === undefined ? { groupKinds: [], namespaces: [] } : reachOf(parent)
  const wider = {
    groupKinds: sorted([...known.groupKinds, ...reach.groupKinds]),
    namespaces: sorted([...known.namespaces, ...reach.namespaces]),
  }
  const isWhole = problemsIn(parent).length === 0 && planKeyOf(parent) !== undefined
  const isKept = ledger !== undefined && isSame(known, wider) && isWhole
  if (isKept && !cannotBeUpdated(parent)) return parent
  return replaceParent(cluster, release, parent, wider, version, ledger ?? emptyIndex, keys)
}

/** Narrows the parent to `reach`, once nothing of the set can be elsewhere. Written by PUT with resourceVersion. */
export async function narrowParent(
  cluster: Cluster,
  release: Release,
  parent: KubeObject,
  reach: Reach,
  version: string,
  keys: HistoryKeys,
): Promise<void> {
  // With a key, each revision that was written since wrote to it, too.
  const current = keys.length === 0 ? parent : await readParent(cluster, release)
  if (current === null || isSame(reachOf(current), reach)) return
  const ledger = trustedIndex(release, current, keys) ?? emptyIndex
  await replaceParent(cluster, release, current, reach, version, ledger, keys)
}

/** With a key, has the parent name other revisions than it does. Returns why that can't be, where the parent isn't trusted. */
export async function updateIndex(
  cluster: Cluster,
  release: Release,
  change: (ledger: RevisionIndex) => RevisionIndex,
  keys: HistoryKeys,
): Promise<Distrust | undefined> {
  if (keys.length === 0) return undefined
  for (let attempt = 1; ; attempt += 1) {
    const parent = await readParent(cluster, release)
    const ledger = readIndex(release, parent, keys)
    if (parent === null || isDistrust(ledger)) return isDistrust(ledger) ? ledger : { untrusted: 'deleted' }
    try {
      await cluster.replace(asBody(signParent(release, parent, change(ledger), keys)))
      return undefined
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 409 || attempt === attempts) throw error
    }
  }
}

/** What the release recorded, as far as that is known; undefined where the parent isn't trusted. */
function trustedIndex(release: Release, parent: KubeObject, keys: HistoryKeys): RevisionIndex | undefined {
  if (keys.length === 0) return emptyIndex
  const ledger = readIndex(release, parent, keys)
  return isDistrust(ledger) ? undefined : ledger
}

function isSame(one: Reach, other: Reach): boolean {
  return one.groupKinds.join() === other.groupKinds.join() && one.namespaces.join() === other.namespaces.join()
}

async function replaceParent(
  cluster: Cluster,
  release: Release,
  parent: KubeObject,
  reach: Reach,
  version: string,
  ledger: RevisionIndex,
  keys: HistoryKeys,
): Promise<KubeObject> {
  const { uid = null, resourceVersion = null } = parent.metadata
  if (cannotBeUpdated(parent)) {
    await cluster.delete(parentRef(release), { uid: String(uid), resourceVersion: String(resourceVersion) })
    return makeParent(cluster, release, reach, version, keys, parent)
  }
  const next = parentObject(release, reach, version, parent)
  next.metadata['resourceVersion'] = resourceVersion
  next.metadata['uid'] = uid
  return cluster.replace(signParent(release, next, ledger, keys))
}

/** Whether the API server takes no change of it, as it never is when kdeploy wrote it. */
function cannotBeUpdated(parent: KubeObject): boolean {
  return parent['type'] !== parentType || parent['immutable'] === true
}

/** A first parent, or one in the place of one that was taken away; it knows no revision. */
async function makeParent(
  cluster: Cluster,
  release: Release,
  reach: Reach,
  version: string,
  keys: HistoryKeys,
  before: KubeObject | null = null,
): Promise<KubeObject> {
  const created = await createParent(cluster, release, reach, version, before)
  // Its UID, which the signature names, is known only now.
  return keys.length === 0 ? created : replaceParent(cluster, release, created, reach, version, emptyIndex, keys)
}

async function createParent(
  cluster: Cluster,
  release: Release,
  reach: Reach,
  version: string,
  before: KubeObject | null,
): Promise<KubeObject> {
  try {
    return await cluster.create(parentObject(release, reach, version, before))
  } catch (error) {
    if (!(error instanceof ApiError) || error.reason !== 'AlreadyExists') throw error
    throw new KdeployError({
      code: 'plan-stale',
      category: 'conflict',
      message: `another first deploy of ${identityOf(release)} began at the same time`,
      hint: 'rerun the command: it plans again from the current state',
      cause: error,
    })
  }
}

/** It stays as it is until somebody says otherwise. */
function expiryIn(known: KubeObject | null): JsonObject {
  const said = known === null ? undefined : annotationOf(known, expiresAnnotation)
  return said === undefined ? {} : { [expiresAnnotation]: said }
}

/** `known`: the one that it replaces; null for a first one. */
function parentObject(release: Release, reach: Reach, version: string, known: KubeObject | null): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    type: parentType,
    metadata: {
      name: objectNameOf(release),
      namespace: release.namespace,
      labels: { 'app.kubernetes.io/managed-by': 'kdeploy', [idLabel]: applySetIdOf(release) },
      annotations: {
        [identityAnnotation]: identityOf(release),
        [tooling]: `kdeploy/${version}`,
        [groupKinds]: reach.groupKinds.join(','),
        [additionalNamespaces]: reach.namespaces.join(','),
        ...expiryIn(known),
      },
    },
    data: planKeyData(known),
  }
}

/**
 * Has the parent say when the release expires, RFC 3339, or that it never does; nothing else of it changes. With a key, signed. Returns it
 * as it is then; null where there is none. @throws KdeployError `parent-untrusted`
 */
export async function writeExpiry(
  cluster: Cluster,
  release: Release,
  at: string | undefined,
  keys: HistoryKeys,
): Promise<KubeObject | null> {
  for (let attempt = 1; ; attempt += 1) {
    const parent = await readParent(cluster, release)
    if (parent === null || annotationOf(parent, expiresAnnotation) === at) return parent
    const ledger = keys.length === 0 ? emptyIndex : readIndex(release, parent, keys)
    if (isDistrust(ledger)) throw untrustedParent(release, ledger)
    const next = withAnnotation(parent, expiresAnnotation, at)
    try {
      return await cluster.replace(signParent(release, asBody(next), ledger, keys))
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 409 || attempt === attempts) throw error
    }
  }
}

function untrustedParent(release: Release, { untrusted }: Distrust): KdeployError {
  return new KdeployError({
    code: 'parent-untrusted',
    category: 'conflict',
    message: `the Secret ${release.namespace}/${objectNameOf(release)} is not trusted: ${untrusted}`,
    hint: 'check who may write Secrets there, then apply the release: that rewrites it',
  })
}

function withAnnotation(parent: KubeObject, annotation: string, value: string | undefined): KubeObject {
  const { [annotation]: _, ...others } = annotationsOf(parent)
  const annotations = value === undefined ? others : { ...others, [annotation]: value }
  return { ...parent, metadata: { ...parent.metadata, annotations } }
}

/** Sets an annotation of the parent that no signature covers, or removes it; nothing else of it changes. Returns it as it is then. */
export async function annotateParent(
  cluster: Cluster,
  release: Release,
  annotation: string,
  value: string | undefined,
): Promise<KubeObject | null> {
  for (let attempt = 1; ; attempt += 1) {
    const parent = await readParent(cluster, release)
    if (parent === null || annotationOf(parent, annotation) === value) return parent
    try {
      return await cluster.replace(asBody(withAnnotation(parent, annotation, value)))
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 409 || attempt === attempts) throw error
    }
  }
}

/** An object as it was read, for a PUT. */
function asBody({ metadata, ...object }: KubeObject): KubeObject {
  const { managedFields: _, ...described } = metadata as JsonObject
  return { ...object, metadata: described } as KubeObject
}
