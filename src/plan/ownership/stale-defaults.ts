import { isMap } from '../../json-map.ts'
import { groupKindOf, refOf } from '../../manifest/identity.ts'
import type { Json, KubeObject } from '../../manifest/types.ts'
import { topFieldsOf } from './describe-field.ts'
import type { FieldDifference } from './differences.ts'
import { minus, noFields, valueAt } from './field-set.ts'
import { isOwnApply, managedFieldsOf, ownFields } from './managers.ts'
import { contentDifferences } from './wanted.ts'

/** Below these the server defaults nothing by what is there. */
const free: ReadonlySet<string> = new Set(
  [
    ...['labels', 'annotations', 'matchLabels', 'nodeSelector', 'data', 'binaryData', 'stringData'],
    ...['env', 'envFrom', 'args', 'command', 'replicas'],
  ].map((name) => `f:${name}`),
)

/** Fields that determine the server's defaults for other fields (kubernetes: pkg/apis/…/v1/defaults.go). */
const steering: ReadonlySet<string> = new Set(
  [
    ...['type', 'hostNetwork', 'protocol', 'externalTrafficPolicy', 'ipFamilyPolicy', 'clusterIP'],
    ...['restartPolicy', 'scheme', 'volumeMode', 'completionMode', 'containerPort', 'port'],
  ].map((name) => `f:${name}`),
)

/** Kinds in which no default follows from what is there. */
const withoutDefaults: ReadonlySet<string> = new Set([
  ...['ConfigMap', 'Secret', 'ServiceAccount', 'Namespace', 'LimitRange', 'ResourceQuota'],
  ...['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'].map((kind) => `${kind}.rbac.authorization.k8s.io`),
])

/**
 * Whether a stale default may remain that a fresh object wouldn't have: server-side apply keeps what the server once
 * defaulted, since no manager owns it (a NetworkPolicy's policyTypes, an image's pull policy). False if that is impossible, so that
 * most changes need no second dry-run. `merged` is what the server-side dry-run makes of `live`.
 */
export function mayLeaveDefaults(live: KubeObject, merged: KubeObject, own: string): boolean {
  if (withoutDefaults.has(groupKindOf(refOf(live)))) return false
  const differences = contentDifferences(live, merged)
  if (differences.some(steers) || keepsDropped(live, merged, own)) return true
  return differences.length > 0 && isOfOtherVersion(live, merged, own)
}

/** Whether a field that the manifest no longer has is there all the same, by a default or by a copy that the server made. */
function keepsDropped(live: KubeObject, merged: KubeObject, own: string): boolean {
  const dropped = minus(ownFields(live, own), ownFields(merged, own))
  const content = { self: false, children: new Map([...dropped.children].filter(([step]) => step !== 'f:metadata')) }
  return topFieldsOf(content).some((steps) => valueAt(merged, steps) !== undefined)
}

/** Whether kdeploy applied it in another version, whose fields may have other names. */
function isOfOtherVersion(live: KubeObject, merged: KubeObject, own: string): boolean {
  return managedFieldsOf(live).some((entry) => isOwnApply(entry, own) && entry.apiVersion !== merged.apiVersion)
}

function steers({ steps, before, after }: FieldDifference): boolean {
  if (steps[0] === 'f:metadata' || steps.some((step) => free.has(step))) return false
  const last = steps.at(-1) ?? ''
  if (last === 'f:image') return isLatest(before) !== isLatest(after)
  const isStructural = before === undefined || after === undefined || typeof before === 'object'
  // Requests are defaulted from limits.
  return isStructural || steering.has(last) || steps.includes('f:limits')
}

/** An image without a tag, or with the tag latest, is pulled always (kubernetes.io, "Images"). */
function isLatest(image: Json | undefined): boolean {
  return typeof image === 'string' && !image.includes('@') && /(^|\/)[^/:]+(:latest)?$/.test(image)
}

/**
 * Whether a Service has to be recreated: its `clusterIP: None` is no longer in the manifest, and the server silently keeps it.
 * Asked of a live object before the manifest is applied; `own` is undefined where the object is adopted.
 */
export function keepsClusterIpNone(live: KubeObject, desired: KubeObject, own: string | undefined): boolean {
  const { group, kind } = refOf(live)
  if (group !== '' || kind !== 'Service') return false
  const [was, spec] = [live['spec'], desired['spec']]
  if (!isMap(was) || was['clusterIP'] !== 'None') return false
  if (isMap(spec) && (spec['clusterIP'] !== undefined || spec['type'] === 'ExternalName')) return false
  if (own === undefined) return true
  const owned = ownFields(live, own).children.get('f:spec') ?? noFields
  return owned.children.has('f:clusterIP')
}
