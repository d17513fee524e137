import { isMap } from '../../json-map.ts'
import { groupKindOf, refOf } from '../../manifest/identity.ts'
import type { Json, JsonObject, KubeObject } from '../../manifest/types.ts'

/** A field that a controller fills, with the step `*` for every item of a list. */
interface Filled {
  readonly path: readonly string[]
  /** Default: always. */
  readonly when?: (object: KubeObject) => boolean
}

const clientConfigs: readonly Filled[] = [{ path: ['webhooks', '*', 'clientConfig', 'caBundle'] }]

/**
 * Fields that a controller of Kubernetes, or a CA injector (cert-manager's, kube-webhook-certgen), fills, and manifests write as
 * empty placeholders. By group and kind.
 */
const filled: Readonly<Record<string, readonly Filled[]>> = {
  // kubernetes.io, "Aggregated ClusterRoles": the control plane overwrites what is set in rules.
  'ClusterRole.rbac.authorization.k8s.io': [{ path: ['rules'], when: (role) => isMap(role['aggregationRule']) }],
  'MutatingWebhookConfiguration.admissionregistration.k8s.io': clientConfigs,
  'ValidatingWebhookConfiguration.admissionregistration.k8s.io': clientConfigs,
  'CustomResourceDefinition.apiextensions.k8s.io': [
    { path: ['spec', 'conversion', 'webhook', 'clientConfig', 'caBundle'] },
  ],
  'APIService.apiregistration.k8s.io': [{ path: ['spec', 'caBundle'] }],
  PersistentVolumeClaim: [{ path: ['spec', 'volumeName'] }],
  PersistentVolume: [{ path: ['spec', 'claimRef'] }],
  Service: [{ path: ['spec', 'clusterIP'] }, { path: ['spec', 'ports', '*', 'nodePort'] }],
  ServiceAccount: [{ path: ['secrets'] }],
  Pod: [{ path: ['spec', 'nodeName'] }],
}

/** Written by the server for every object; generators such as controller-gen leave them as null or empty. */
const always: readonly Filled[] = [{ path: ['metadata', 'creationTimestamp'] }, { path: ['status'] }]

/**
 * The manifest as it is applied: without the empty placeholders of fields that a controller fills, which would else be forced to
 * be empty, or conflict with the controller at each apply. A value that isn't empty stays.
 */
export function withoutPlaceholders(desired: KubeObject): KubeObject {
  const fields = [...always, ...(filled[groupKindOf(refOf(desired))] ?? [])]
  return fields
    .filter(({ when }) => when?.(desired) ?? true)
    .reduce<JsonObject>((object, { path }) => without(object, path) as JsonObject, desired) as KubeObject
}

function without(value: Json, [step, ...rest]: readonly string[]): Json {
  if (step === '*') return Array.isArray(value) ? value.map((item) => without(item, rest)) : value
  if (step === undefined || !isMap(value) || value[step] === undefined) return value
  if (rest.length > 0) {
    const inner = without(value[step] ?? null, rest)
    return inner === value[step] ? value : { ...value, [step]: inner }
  }
  if (!isEmptyValue(value[step])) return value
  const { [step]: _, ...others } = value
  return others
}

/** Nothing, and the base64 of white space that older API versions wanted in place of an empty caBundle (`Cg==`). */
function isEmptyValue(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === '' || value === 0) return true
  if (typeof value === 'string')
    return /^[A-Za-z0-9+/]+=*$/.test(value) && /^\s+$/.test(Buffer.from(value, 'base64').toString())
  return typeof value === 'object' && Object.keys(value).length === 0
}
