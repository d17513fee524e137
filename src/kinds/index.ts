import { daemonSet } from './daemon-set.ts'
import { deployment } from './deployment.ts'
import { genericKind } from './generic.ts'
import { job } from './job.ts'
import type { Kind } from './kind.ts'
import { pod } from './pod.ts'
import { replicaSet } from './replica-set.ts'
import { statefulSet } from './stateful-set.ts'

/** Every kind that has rules of its own. */
const KINDS: readonly Kind[] = [deployment, statefulSet, daemonSet, replicaSet, job, pod]

const byName = new Map(KINDS.map((kind) => [`${kind.group}/${kind.kind}`, kind]))

/** The rules of a kind; kstatus's conventions for one that has none of its own. */
export function kindOf(type: { readonly group: string; readonly kind: string }): Kind {
  return byName.get(`${type.group}/${type.kind}`) ?? genericKind(type.group, type.kind)
}
