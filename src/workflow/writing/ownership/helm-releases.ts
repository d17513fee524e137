import pLimit from 'p-limit'
import type { Cluster } from '../../../cluster/api/cluster.ts'
import { ApiError } from '../../../cluster/errors/api-error.ts'
import { explainApiError } from '../../../cluster/errors/explain.ts'
import { KdeployError } from '../../../errors.ts'
import { annotationOf } from '../../../manifest/annotations.ts'
import { fieldAt, listAt } from '../../../manifest/fields.ts'
import { apiVersionOf, describeRef } from '../../../manifest/identity.ts'
import type { Json, KubeObject, ObjectRef } from '../../../manifest/types.ts'
import { helmPolicy } from '../../../plan/helm/helm-document.ts'
import { addKeep, isListedAs, removeKeep } from '../../../plan/helm/helm-manifest.ts'
import { type HelmRelease, withManifest } from '../../../plan/helm/helm-record.ts'
import { helmFieldManager } from '../../../plan/ownership/managers.ts'
import { type Adopted, byRelease, refuseHelmBusy, refuseUnread } from '../../planning/check-helm.ts'
import {
  deletes,
  type HelmHistory,
  lists,
  type ReadRecord,
  readHelmHistory,
} from '../../planning/facts/helm-records.ts'
import { asKdeployError } from '../../run/request-errors.ts'
import type { Run } from '../../run/run.ts'

/** What was done so that a Helm release keeps adopted objects. */
export interface KeptInHelm {
  readonly helmRelease: string
  readonly namespace: string
  /** The objects to which kdeploy gave the annotation, in the records or live. */
  readonly refs: readonly ObjectRef[]
}

/** Helm's own field manager: its program's name. */
const helmManager = 'helm'

/** How often the records are read again because Helm, or somebody else, wrote them in between. */
const attempts = 10

/**
 * Gives adopted objects `helm.sh/resource-policy: keep`: in every recorded revision of their Helm release (`helm uninstall` reads
 * the newest one, `helm rollback` makes an old one the newest), and live (where an upgrade or a rollback no longer lists an
 * object, Helm looks at that annotation only). To be called before the objects are written, so that none is adopted unprotected,
 * and at every later apply, for `helm upgrade` records again what its chart renders, without the annotation. Where all is in place it
 * costs the lists of a release's records. Returns what kdeploy has put in, now or earlier; nothing for a release without records.
 * @throws KdeployError `helm-would-delete` where the records may not be read, `helm-busy`, `helm-record-unreadable`,
 *   `helm-manifest-unreadable`, or what the API server refused
 */
export async function keepInHelm(run: Run, objects: readonly Adopted[]): Promise<KeptInHelm[]> {
  const kept: KeptInHelm[] = []
  for (const group of byRelease(objects)) kept.push(...(await keepInRelease(run, group.release, group.objects)))
  return kept
}

/**
 * Takes out again what `keepInHelm` put in; an annotation of the chart itself stays, and what is gone is no failure. What is
 * refused is told as a warning, and returned: Helm keeps that still.
 */
export async function stopKeepingInHelm(run: Run, kept: readonly KeptInHelm[]): Promise<KeptInHelm[]> {
  const still: KeptInHelm[] = []
  for (const one of kept) {
    const { helmRelease: name, namespace, refs } = one
    try {
      const history = await editRecords(run, { name, namespace }, refs, (record) =>
        removeKeep(record.manifest, refs, namespace),
      )
      await forEach(refs, (ref) => unannotate(run.cluster, ref, history))
    } catch (error) {
      const problem = asKdeployError(error)
      if (problem === undefined) throw error
      still.push(one)
      const message = `Helm release ${namespace}/${name} still keeps ${refs.map(describeRef).join(', ')}: ${problem.message}`
      run.emit({ type: 'warning', message })
    }
  }
  return still
}

async function keepInRelease(run: Run, release: HelmRelease, objects: readonly Adopted[]): Promise<KeptInHelm[]> {
  const refs = objects.map(({ ref }) => ref)
  const { records, newest } = await editRecords(run, release, refs, (record) => {
    const needed = refs.filter((ref) => deletes(record, ref))
    return needed.length === 0 ? record.manifest : addKeep(record.manifest, needed, release.namespace)
  })
  if (newest.length === 0) return []
  const listed = objects.filter(({ ref }) => records.some((record) => lists(record, ref)))
  const annotated = await forEach(listed, ({ live, ref }) => annotate(run.cluster, ref, live))
  const marked = listed.filter(({ ref }, index) => annotated[index] || records.some((record) => isMarked(record, ref)))
  if (marked.length === 0) return []
  return [{ helmRelease: release.name, namespace: release.namespace, refs: marked.map(({ ref }) => ref) }]
}

function isMarked({ listed, release }: ReadRecord, ref: ObjectRef): boolean {
  return listed.some(({ policy, ref: one }) => policy === 'keep-by-kdeploy' && isListedAs(one, ref, release.namespace))
}

/**
 * Edits the manifests of all revisions until nothing is left to edit, so that neither a write of somebody else nor a revision that
 * came in between is missed. Returns the history as it was read last.
 */
async function editRecords(
  run: Run,
  release: HelmRelease,
  refs: readonly ObjectRef[],
  edit: (record: ReadRecord) => string,
): Promise<HelmHistory> {
  for (let attempt = 1; ; attempt += 1) {
    const history = await readHelmHistory(run.cluster, release)
    refuseUnread(history, refs)
    const edits = history.records
      .map((record) => ({ record, manifest: edit(record) }))
      .filter(({ record, manifest }) => manifest !== record.manifest)
    if (edits.length === 0) return history
    refuseHelmBusy(history)
    if (attempt === attempts) throw helmKeepsWriting(release)
    // The newest first: it is the one that `helm uninstall` reads.
    for (const { record, manifest } of edits.toReversed()) await replaceRecord(run, withManifest(record, manifest))
  }
}

/** False where somebody else wrote it meanwhile, or deleted it. */
async function replaceRecord({ cluster }: Run, record: KubeObject): Promise<boolean> {
  try {
    await cluster.replace(record)
    return true
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    if (error.status === 409 || error.status === 404) return false
    const { kind, metadata } = record
    throw explainApiError(error, { what: `${kind} ${metadata['namespace']}/${metadata.name}`, object: record })
  }
}

function helmKeepsWriting({ name, namespace }: HelmRelease): KdeployError {
  return new KdeployError({
    code: 'helm-busy',
    category: 'conflict',
    message: `someone else keeps writing to Helm release ${namespace}/${name}, so its records could not be changed`,
    hint: 'wait until Helm is done and rerun the command',
  })
}

/** Whether the live annotation is kdeploy's; false where the object has it already, of the chart's making. */
async function annotate(cluster: Cluster, ref: ObjectRef, live: KubeObject): Promise<boolean> {
  if (holdsAnnotation(live, helmFieldManager)) return true
  if (annotationOf(live, helmPolicy.annotation) === helmPolicy.keep) return false
  // Helm looks for this very word on the live object: whatever else stands there protects nothing.
  await applyAnnotations(cluster, ref, live, { [helmPolicy.annotation]: helmPolicy.keep })
  return true
}

async function unannotate(cluster: Cluster, ref: ObjectRef, { newest }: HelmHistory): Promise<void> {
  let live = await cluster.get(ref)
  if (live === null) return
  if (holdsAnnotation(live, helmFieldManager)) live = await applyAnnotations(cluster, ref, live)
  // A rollback to a revision in which kdeploy had put it has made it Helm's.
  const isCopied = holdsAnnotation(live, helmManager) && newest.some((record) => deletes(record, ref))
  if (annotationOf(live, helmPolicy.annotation) !== helmPolicy.keep || !isCopied) return
  const { uid = null, resourceVersion = null } = live.metadata
  const body: Json = { metadata: { uid, resourceVersion, annotations: { [helmPolicy.annotation]: null } } }
  const options = { fieldManager: helmFieldManager, dryRun: false, guarded: true }
  await cluster.patch(ref, 'application/merge-patch+json', body, options)
}

async function applyAnnotations(
  cluster: Cluster,
  ref: ObjectRef,
  live: KubeObject,
  annotations?: Readonly<Record<string, string>>,
): Promise<KubeObject> {
  const { kind, namespace, name } = ref
  const metadata = {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    // Without it the server would make the object where it is gone.
    uid: String(live.metadata['uid']),
    ...(annotations === undefined ? {} : { annotations: { ...annotations } }),
  }
  const object = { apiVersion: apiVersionOf(ref), kind, metadata }
  try {
    return await cluster.apply(object, { fieldManager: helmFieldManager, dryRun: false, force: true })
  } catch (error) {
    if (error instanceof ApiError) throw explainApiError(error, { what: describeRef(ref) })
    throw error
  }
}

/** Whether a field manager has set the annotation. */
function holdsAnnotation(live: KubeObject, manager: string): boolean {
  const path = ['fieldsV1', 'f:metadata', 'f:annotations', `f:${helmPolicy.annotation}`]
  return listAt(live, 'metadata', 'managedFields').some(
    (entry) => entry['manager'] === manager && fieldAt(entry, ...path) !== undefined,
  )
}

/** One result each, in the same order; ten at a time. */
function forEach<Item, Result>(items: readonly Item[], act: (item: Item) => Promise<Result>): Promise<Result[]> {
  const limit = pLimit(10)
  return Promise.all(items.map((item) => limit(() => act(item))))
}
