import { isDeepStrictEqual } from 'node:util'
import { annotationsOf } from '../manifest/annotations.ts'
import type { FieldPath, Json, JsonObject, KubeObject } from '../manifest/types.ts'
import { appliedFields, differingPaths, extractFields } from './ownership/owned-fields.ts'

/** One earlier pod template of a workload, from its ReplicaSet or ControllerRevision. */
export interface TemplateRevision {
  readonly number: number
  /** The ReplicaSet's or ControllerRevision's name. */
  readonly from: string
  readonly template: JsonObject
  /** The annotations that a Deployment's revision carries; kubectl brings them back too. */
  readonly annotations: JsonObject
}

/** Added by the controllers, never part of a workload's own template. */
const hashLabels = ['pod-template-hash', 'controller-revision-hash', 'pod-template-generation']

/**
 * Annotations of a ReplicaSet that belong to its Deployment's state, not to a revision (kubectl's
 * rollback.go, `annotationsToSkip`).
 */
export const annotationsOfState: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  'deployment.kubernetes.io/revision',
  'deployment.kubernetes.io/revision-history',
  'deployment.kubernetes.io/desired-replicas',
  'deployment.kubernetes.io/max-replicas',
  'deprecated.deployment.rollback.to',
])

/** A Deployment's revisions, oldest first, from its ReplicaSets (annotation `deployment.kubernetes.io/revision`). */
export function revisionsOfReplicaSets(replicaSets: readonly KubeObject[]): TemplateRevision[] {
  return byNumber(
    replicaSets.map((set) => {
      const annotations = annotationsOf(set)
      return {
        number: Number(annotations['deployment.kubernetes.io/revision'] ?? 0),
        from: set.metadata.name,
        template: withoutHash((set['spec'] as JsonObject)['template'] as JsonObject),
        annotations: Object.fromEntries(Object.entries(annotations).filter(([name]) => !annotationsOfState.has(name))),
      }
    }),
  )
}

/**
 * A StatefulSet's or DaemonSet's revisions, oldest first, from its ControllerRevisions (their data is a
 * patch of spec.template).
 */
export function revisionsOfControllerRevisions(revisions: readonly KubeObject[]): TemplateRevision[] {
  return byNumber(
    revisions.map((revision) => {
      const { $patch: _, ...template } = ((revision['data'] as JsonObject)['spec'] as JsonObject)[
        'template'
      ] as JsonObject
      return {
        number: Number(revision['revision']),
        from: revision.metadata.name,
        template: withoutHash(template),
        annotations: {},
      }
    }),
  )
}

function byNumber(revisions: readonly TemplateRevision[]): TemplateRevision[] {
  return revisions.filter(({ number }) => number > 0).sort((a, b) => a.number - b.number)
}

/** The template without what a controller adds to it. */
function withoutHash(template: JsonObject): JsonObject {
  const metadata = { ...(template['metadata'] as JsonObject | undefined) }
  const labels = { ...(metadata['labels'] as JsonObject | undefined) }
  for (const label of hashLabels) delete labels[label]
  delete metadata['creationTimestamp']
  return { ...template, metadata: { ...metadata, labels } }
}

/** The workload's pod template. */
function podTemplateOf(workload: KubeObject): JsonObject {
  return withoutHash((workload['spec'] as JsonObject)['template'] as JsonObject)
}

/** Whether a workload has this pod template, complete. */
export function hasTemplate(workload: KubeObject, template: JsonObject): boolean {
  return isDeepStrictEqual(podTemplateOf(workload), template)
}

/**
 * What to apply, by server-side apply, to give a workload that `manager` owns an earlier pod template: everything that the
 * manager owns, as it is, with that template in place of its own. undefined where the manager owns no pod template.
 */
export function ownedWithTemplate(workload: KubeObject, manager: string, template: JsonObject): KubeObject | undefined {
  const fields = appliedFields(workload, manager)
  const spec = fields?.['f:spec'] as JsonObject | undefined
  if (fields === undefined || spec?.['f:template'] === undefined) return undefined
  const owned = extractFields(workload, fields) as JsonObject
  const { apiVersion, kind, metadata } = workload
  const { name, namespace = null, resourceVersion = null } = metadata
  // The resourceVersion guards what is read here (replicas) against a change in between.
  const identity: JsonObject = { name, namespace, resourceVersion }
  return {
    ...owned,
    apiVersion,
    kind,
    metadata: { ...(owned['metadata'] as JsonObject | undefined), ...identity, name: metadata.name },
    spec: { ...(owned['spec'] as JsonObject), template },
  }
}

/** Where a workload's pod template still differs from the wanted one. */
export function templateDifferences(workload: KubeObject, template: JsonObject): FieldPath[] {
  return differingPaths(podTemplateOf(workload), template as Json, ['spec', 'template'])
}
