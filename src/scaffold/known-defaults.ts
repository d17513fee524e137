import { isDeepStrictEqual } from 'node:util'
import { getOwn, isMap, type Json } from '../json-map.ts'

/**
 * What the API server and controllers fill in where a manifest says nothing, by the field's name (kubernetes: pkg/apis/*\/v1/defaults.go).
 * A guess: whether leaving a field out changes the object, the server is asked.
 */
const defaults: Readonly<Record<string, readonly Json[]>> = {
  allocateLoadBalancerNodePorts: [true],
  apiVersion: ['v1'],
  backoffLimit: [6],
  completionMode: ['NonIndexed'],
  completions: [1],
  concurrencyPolicy: ['Allow'],
  defaultMode: [420],
  divisor: ['0', 0],
  dnsPolicy: ['ClusterFirst'],
  enableServiceLinks: [true],
  externalTrafficPolicy: ['Cluster'],
  failedJobsHistoryLimit: [1],
  failureThreshold: [3],
  imagePullPolicy: ['IfNotPresent', 'Always'],
  initialDelaySeconds: [0],
  internalTrafficPolicy: ['Cluster'],
  ipFamilies: [['IPv4'], ['IPv6'], ['IPv4', 'IPv6'], ['IPv6', 'IPv4']],
  ipFamilyPolicy: ['SingleStack'],
  manualSelector: [false],
  maxSurge: ['25%', 0],
  maxUnavailable: ['25%', 1],
  parallelism: [1],
  partition: [0],
  periodSeconds: [10],
  persistentVolumeClaimRetentionPolicy: [{ whenDeleted: 'Retain', whenScaled: 'Retain' }],
  podManagementPolicy: ['OrderedReady'],
  podReplacementPolicy: ['TerminatingOrFailed'],
  policyTypes: [['Ingress']],
  progressDeadlineSeconds: [600],
  protocol: ['TCP'],
  publishNotReadyAddresses: [false],
  readOnly: [false],
  resources: [{}],
  restartPolicy: ['Always'],
  revisionHistoryLimit: [10],
  schedulerName: ['default-scheduler'],
  scheme: ['HTTP'],
  scope: ['*'],
  securityContext: [{}],
  sessionAffinity: ['None'],
  strategy: [{ type: 'RollingUpdate' }],
  successThreshold: [1],
  successfulJobsHistoryLimit: [3],
  suspend: [false],
  terminationGracePeriodSeconds: [30],
  terminationMessagePath: ['/dev/termination-log'],
  terminationMessagePolicy: ['File'],
  timeoutSeconds: [1],
  type: ['ClusterIP'],
  updateStrategy: [{ type: 'RollingUpdate' }],
  volumeMode: ['Filesystem'],
}

/** Maps that say nothing once what is the default is out of them. */
const hollow = new Set(['rollingUpdate', 'strategy', 'updateStrategy', 'securityContext', 'resources'])

/** Below these, names and values are the user's own. */
const foreign = new Set(['data', 'binaryData', 'stringData', 'labels', 'annotations', 'matchLabels', 'nodeSelector'])

/** Where a field of this name is required, or means something by itself. */
const required = new Set(['metadata', 'apiVersion', 'kind'])

/** A part of an object, such as its spec, without what is likely to be filled in again. */
export function withoutKnownDefaults(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutKnownDefaults)
  if (!isMap(value)) return value
  const entries = Object.entries(value).flatMap(([name, item]): [string, Json][] => {
    if (foreign.has(name)) return [[name, item]]
    if (isDefault(name, item, value)) return []
    const rest = withoutKnownDefaults(item)
    const isHollow = hollow.has(name) && isMap(rest) && (isDeepStrictEqual(rest, {}) || isDefault(name, rest, value))
    return isHollow ? [] : [[name, rest]]
  })
  return Object.fromEntries(entries)
}

function isDefault(name: string, value: Json, holder: { readonly [key: string]: Json }): boolean {
  // `targetPort` is the port where nothing is said; `serviceAccount` is the old name of `serviceAccountName`.
  if (name === 'targetPort') return value === (holder['port'] ?? null)
  if (name === 'serviceAccount') return value === (holder['serviceAccountName'] ?? null)
  if (required.has(name) && 'kind' in holder) return false
  return (getOwn(defaults, name) ?? []).some((one) => isDeepStrictEqual(one, value))
}
