import type { Cluster } from '../../../cluster/api/cluster.ts'
import { KdeployError } from '../../../errors.ts'
import { controllerOf } from '../../../manifest/fields.ts'
import { describeRef } from '../../../manifest/identity.ts'
import type { KubeObject, ObjectRef } from '../../../manifest/types.ts'
import {
  hasTemplate,
  revisionsOfControllerRevisions,
  revisionsOfReplicaSets,
  type TemplateRevision,
} from '../../../plan/pod-template.ts'

/** The kinds whose pod template has revisions, and what keeps them. */
const keepers: Readonly<Record<string, 'ReplicaSet' | 'ControllerRevision'>> = {
  Deployment: 'ReplicaSet',
  StatefulSet: 'ControllerRevision',
  DaemonSet: 'ControllerRevision',
}

/** Whether objects of this kind have revisions of their pod template. */
export function hasTemplateRevisions({ group, kind }: Pick<ObjectRef, 'group' | 'kind'>): boolean {
  return group === 'apps' && keepers[kind] !== undefined
}

/** The revisions of a workload's pod template, oldest first. */
export async function templateRevisions(
  cluster: Cluster,
  ref: ObjectRef,
  workload: KubeObject,
): Promise<TemplateRevision[]> {
  const kind = keepers[ref.kind] ?? 'ReplicaSet'
  const { items } = await cluster.list({ group: 'apps', kind }, { namespace: ref.namespace })
  const own = items.filter((item) => controllerOf(item) === workload.metadata['uid'])
  return kind === 'ReplicaSet' ? revisionsOfReplicaSets(own) : revisionsOfControllerRevisions(own)
}

/** The given revision, else the one before the newest. @throws KdeployError `revision-unknown`, `nothing-to-undo` */
export function chooseRevision(
  ref: ObjectRef,
  revisions: readonly TemplateRevision[],
  workload: KubeObject,
  toRevision: number | undefined,
): TemplateRevision {
  const list = revisions.map(({ number, from }) => `revision ${number}  ${from}`).join('\n')
  if (toRevision !== undefined) {
    const target = revisions.find(({ number }) => number === toRevision)
    if (target !== undefined) return target
    throw new KdeployError({
      code: 'revision-unknown',
      category: 'input',
      message: `${describeRef(ref)} has no revision ${toRevision}`,
      detail: list,
    })
  }
  const target = revisions.findLast(
    (revision, index) => index < revisions.length - 1 || !hasTemplate(workload, revision.template),
  )
  if (target !== undefined) return target
  throw new KdeployError({
    code: 'nothing-to-undo',
    category: 'input',
    message: `${describeRef(ref)} has no earlier revision`,
    detail: list,
  })
}
