import { asList, asMap, isMap, type Json } from '../json-map.ts'
import { withoutServerFields } from '../manifest/server-fields.ts'
import type { JsonObject, KubeObject } from '../manifest/types.ts'
import { type FieldSet, itemLookup, noFields } from '../plan/ownership/field-set.ts'
import { fieldsOfAll, managedFieldsOf } from '../plan/ownership/managers.ts'
import { withoutKnownDefaults } from './known-defaults.ts'

/** Annotations that kubectl and controllers write for themselves. */
export const writtenAnnotations: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  'deployment.kubernetes.io/revision',
  'deprecated.daemonset.template.generation',
  'pv.kubernetes.io/bind-completed',
  'pv.kubernetes.io/bound-by-controller',
  'volume.beta.kubernetes.io/storage-provisioner',
  'volume.kubernetes.io/storage-provisioner',
  'volume.kubernetes.io/selected-node',
  'autoscaling.alpha.kubernetes.io/conditions',
  'autoscaling.alpha.kubernetes.io/current-metrics',
])

/** Labels by which a Job finds its pods, where it may choose them itself. */
const jobLabels = new Set([
  'controller-uid',
  'job-name',
  'batch.kubernetes.io/controller-uid',
  'batch.kubernetes.io/job-name',
])

/**
 * A live object as a manifest that could have made it: without what the server, its controllers and kubectl wrote, and, unless these
 * are to be kept, without values that are likely to be filled in anyway.
 */
export function cleanObject(live: KubeObject, defaults: 'leave-out' | 'keep' = 'leave-out'): KubeObject {
  const { apiVersion, kind, metadata, ...content } = withoutServerFields(live)
  const parts = Object.entries(withoutAllocated(live, content)).filter(([name]) => name !== 'status')
  return {
    apiVersion,
    kind,
    metadata: cleanMetadata(metadata),
    ...Object.fromEntries(parts.map(([name, value]) => [name, cleanPart(name, value, defaults)])),
  } as KubeObject
}

function cleanPart(name: string, value: Json, defaults: 'leave-out' | 'keep'): Json {
  if (defaults === 'keep') return withoutEmptyMetadata(value)
  return partsWithDefaults.has(name) ? withoutKnownDefaults(withoutEmptyMetadata(value)) : value
}

/** The parts of objects that the server fills in. */
const partsWithDefaults = new Set(['spec', 'webhooks'])

/** Templates in an object have metadata that says nothing: an empty one, or one with the `creationTimestamp: null` of old clients. */
function withoutEmptyMetadata(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutEmptyMetadata)
  if (!isMap(value)) return value
  const entries = Object.entries(value).flatMap(([name, item]): [string, Json][] => {
    if (name !== 'metadata' || !isMap(item)) return [[name, withoutEmptyMetadata(item)]]
    const rest = Object.entries(item).filter(([field, one]) => field !== 'creationTimestamp' || one !== null)
    return rest.length === 0 ? [] : [[name, Object.fromEntries(rest)]]
  })
  return Object.fromEntries(entries)
}

function cleanMetadata(metadata: KubeObject['metadata']): JsonObject {
  const { annotations, ownerReferences: _, finalizers: __, ...rest } = metadata
  const kept = Object.entries(asMap(annotations)).filter(([name]) => !writtenAnnotations.has(name))
  return {
    ...rest,
    ...(kept.length === 0 ? {} : { annotations: Object.fromEntries(kept) }),
  }
}

/** Without the addresses, ports, volumes and selectors that were allocated to this very object. */
function withoutAllocated(live: KubeObject, content: JsonObject): JsonObject {
  const { kind } = live
  const { spec, secrets } = content
  if (kind === 'ServiceAccount') return withoutTokens(content, secrets)
  if (!isMap(spec)) return content
  if (kind === 'Service') return { ...content, spec: withoutAddresses(spec, fieldsOfAll(managedFieldsOf(live))) }
  if (kind === 'Job' && spec['manualSelector'] !== true) return { ...content, spec: withoutJobSelector(spec) }
  if (kind === 'PersistentVolumeClaim') {
    const { volumeName: _, ...rest } = spec
    return { ...content, spec: rest }
  }
  if (kind === 'StatefulSet') return { ...content, spec: withoutClaimKinds(spec) }
  if (kind === 'Pod') return { ...content, spec: withoutScheduling(spec) }
  return content
}

/** Until Kubernetes 1.24 a controller made a token for each ServiceAccount, `web-token-x7k2p`, and listed it there. */
function withoutTokens(content: JsonObject, secrets: Json | undefined): JsonObject {
  const { secrets: _, ...rest } = content
  const own = asList(secrets).filter((one) => !/-(?:token|dockercfg)-[a-z0-9]{5}$/.test(String(asMap(one)['name'])))
  return own.length === 0 ? rest : { ...rest, secrets: own }
}

/** Without the addresses and node ports that nobody set: what the server allocates belongs to no field manager. */
function withoutAddresses(spec: JsonObject, fields: FieldSet): JsonObject {
  const inSpec = fields.children.get('f:spec') ?? noFields
  const fieldsOfPort = itemLookup(inSpec.children.get('f:ports') ?? noFields)
  const { clusterIP, clusterIPs: _, healthCheckNodePort, ports, ...rest } = spec
  const isSet = (name: string) => inSpec.children.has(`f:${name}`)
  const free = asList(ports).map((port, index) => {
    const { nodePort, ...kept } = asMap(port)
    const isChosen = fieldsOfPort(port, index)?.children.has('f:nodePort') === true
    return isChosen && nodePort !== undefined ? { ...kept, nodePort } : kept
  })
  return {
    ...rest,
    ...(clusterIP !== undefined && (clusterIP === 'None' || isSet('clusterIP')) ? { clusterIP } : {}),
    ...(healthCheckNodePort !== undefined && isSet('healthCheckNodePort') ? { healthCheckNodePort } : {}),
    ...(ports === undefined ? {} : { ports: free }),
  }
}

function withoutJobSelector(spec: JsonObject): JsonObject {
  const { selector: _, template, ...rest } = spec
  const { metadata, ...inner } = asMap(template)
  const { labels, ...others } = asMap(metadata)
  const kept = Object.entries(asMap(labels)).filter(([name]) => !jobLabels.has(name))
  const own = { ...others, ...(kept.length === 0 ? {} : { labels: Object.fromEntries(kept) }) }
  return { ...rest, template: { ...(Object.keys(own).length === 0 ? {} : { metadata: own }), ...inner } }
}

/** A claim's template need not say that it is one, and has no status. */
function withoutClaimKinds(spec: JsonObject): JsonObject {
  if (spec['volumeClaimTemplates'] === undefined) return spec
  const templates = asList(spec['volumeClaimTemplates']).map((template) => {
    const { apiVersion: _, kind: __, status: ___, ...claim } = asMap(template)
    return claim
  })
  return { ...spec, volumeClaimTemplates: templates }
}

function withoutScheduling(spec: JsonObject): JsonObject {
  const { nodeName: _, priority: __, preemptionPolicy: ___, ...rest } = spec
  return rest
}
