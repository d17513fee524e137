import { asList, isMap } from '../../json-map.ts'
import { textAt } from '../../manifest/fields.ts'
import type { Json, JsonObject, KubeObject } from '../../manifest/types.ts'
import { remembered } from '../../remembered.ts'
import { type FieldSet, isEmpty, noFields, parseFields, union } from './field-set.ts'

/** One entry of metadata.managedFields. */
export interface ManagedFields {
  readonly manager: string
  readonly operation: 'Apply' | 'Update'
  readonly apiVersion: string
  /** `''` for the object itself. */
  readonly subresource: string
  /** RFC 3339; `''` where the server doesn't say. */
  readonly time: string
  readonly fields: FieldSet
  /** As the server sent it. */
  readonly raw: JsonObject
}

/** The entries of an object's managedFields; those of an unknown form are left out. */
export function managedFieldsOf({ metadata }: KubeObject): readonly ManagedFields[] {
  return entriesOf(asList(metadata['managedFields']))
}

/** A plan asks many times of each. */
const entriesOf = remembered((list: readonly Json[]): readonly ManagedFields[] => list.filter(isMap).map(readEntry))

function readEntry(raw: JsonObject): ManagedFields {
  let known: WeakRef<FieldSet> | undefined
  return {
    manager: textAt(raw, 'manager'),
    operation: raw['operation'] === 'Apply' ? 'Apply' : 'Update',
    apiVersion: textAt(raw, 'apiVersion'),
    subresource: textAt(raw, 'subresource'),
    time: textAt(raw, 'time'),
    // Of most entries nobody asks for more than whose they are; and a set takes more memory than what it was read from.
    get fields() {
      const fields = known?.deref() ?? parseFields(raw['fieldsV1'])
      if (known?.deref() !== fields) known = new WeakRef(fields)
      return fields
    },
    raw,
  }
}

/** The fields of all of these entries. */
export function fieldsOfAll(entries: readonly Pick<ManagedFields, 'fields'>[]): FieldSet {
  return entries.map(({ fields }) => fields).reduce(union, noFields)
}

/** Owns the annotation that keeps Helm from deleting an adopted object, so that taking it out leaves a chart's own. */
export const helmFieldManager = 'kdeploy-helm'

/** Owns what restarts a workload. */
export const restartFieldManager = 'kdeploy-restart'

type Named = Pick<ManagedFields, 'manager' | 'operation' | 'subresource'>

/** Whether kdeploy applied the fields. */
export function isOwnApply({ manager, operation, subresource }: Named, own: string): boolean {
  return manager === own && operation === 'Apply' && subresource === ''
}

/** Whether kdeploy wrote the fields, by a patch too. */
export function isOwn({ manager, subresource }: Named, own: string): boolean {
  return manager === own && subresource === ''
}

/** What kdeploy owns by server-side apply; no fields where it owns nothing. */
export function ownFields(object: KubeObject, own: string): FieldSet {
  return managedFieldsOf(object).find((entry) => isOwnApply(entry, own))?.fields ?? noFields
}

/** Whether kdeploy ever applied the object, as its managedFields tell. */
export function isAppliedBy(object: KubeObject, own: string): boolean {
  return !isEmpty(ownFields(object, own))
}

/**
 * Managers whose fields kdeploy takes over on adoption:
 * kubectl on the client's and the server's side, `kubectl create` and `replace`, Helm 3 (Update) and 4 (Apply).
 */
const adoptable: ReadonlySet<string> = new Set([
  'kubectl-client-side-apply',
  'before-first-apply',
  'kubectl',
  'kubectl-create',
  'kubectl-replace',
  'helm',
])

/** Whether an entry's fields go over to kdeploy when the object is adopted; `named` are further managers that a person names. */
export function isFormerOwner({ manager, subresource }: Named, named: readonly string[]): boolean {
  return subresource === '' && (adoptable.has(manager) || named.includes(manager))
}

/**
 * Whether the manager is an interactive tool that writes once (kubectl edit, patch): its shared fields need no second owner.
 * `kubectl --server-side` applies again and again, so it isn't one.
 */
export function isInteractiveTool({ manager, operation, subresource }: Named): boolean {
  return operation === 'Update' && subresource === '' && /^kubectl(-|$)/.test(manager)
}

/** Controllers of Kubernetes itself and of widely used operators, which fill fields of objects that others apply. */
const controllers: readonly RegExp[] = [
  /^(kube-(controller-manager|scheduler|apiserver|proxy)|clusterrole-aggregation-controller)$/,
  /^(kubelet|cloud-controller-manager|k3s|rke2|kwok|kwok-controller)$/,
  // Names that these projects give their managers.
  /^(cert-manager|cainjector|external-secrets|external-dns|keda|vpa|cluster-autoscaler|karpenter|pilot|linkerd|argo-rollouts|flagger)(-(controller|cainjector|operator|updater|recommender|admission-controller|discovery|proxy-injector))?$/,
  // Ours, for restarts, and for what keeps Helm from deleting an adopted object.
  /^kdeploy-(restart|helm)$/,
]

/** Whether a manager is known to fill fields of its own in objects that others apply, or writes a subresource as they do. */
export function isController({ manager, subresource }: Pick<Named, 'manager' | 'subresource'>): boolean {
  return subresource !== '' || controllers.some((name) => name.test(manager))
}
