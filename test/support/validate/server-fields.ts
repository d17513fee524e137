import { parseFieldPath } from '../../../src/cluster/errors/server-field.ts'
import { type FieldPath, valueAtPath } from '../../../src/field-path.ts'
import type { KubeObject } from '../../../src/manifest/types.ts'

/** Where the API server names a field otherwise than the manifest does. */
const spellings: readonly (readonly [RegExp, string])[] = [
  // Of the form in which it stores objects.
  [/\.resources\[storage\]$/, '.resources.requests.storage'],
  [/\.securityContext\.shareProcessNamespace$/, '.shareProcessNamespace'],
  // A list for its item.
  [/\.volumeMounts\.(?:subPath|subPathExpr|mountPropagation)$/, '.volumeMounts'],
  [/\.downwardAPI\.(?:path|fieldRef|resourceFieldRef)\b.*$/, '.downwardAPI'],
  [/\.projected\.path$/, '.projected'],
  [/\.scopeSelector\.matchExpressions\.\w+$/, '.scopeSelector.matchExpressions'],
  // Plain slips.
  [/\bLoadBalancerSourceRanges\b/, 'loadBalancerSourceRanges'],
  [/\.HostPID$/, '.hostPID'],
  [/\.HostIPC$/, '.hostIPC'],
  [/\.template\.(annotations|labels)\b/, '.template.metadata.$1'],
  [/^annotations\./, 'metadata.annotations.'],
  [/\.resources\.containers\[(\d+)\]\[\w+\]\.limits$/, '.containers[$1].resources.limits'],
  [/\.podAntiAffinity\.(.*)\.namespace$/, '.podAntiAffinity.$1.namespaces'],
  [/\.tolerations\[(\d+)\]\.operator$/, '.tolerations[$1]'],
]

/** Where it names one of two fields that exclude each other. */
const oneOfTwo = /may not specify more than 1 |unsupported scope applied to resource/

/** A field that the API server names in `details.causes`, as far as the manifest has it. */
export function fieldOf(
  { field, message }: { readonly field: string; readonly message: string },
  object: KubeObject,
): FieldPath {
  // Of a DaemonSet that is missing, it takes the selector for one that selects nothing.
  if (/`selector` does not match/.test(message) && valueAtPath(object, ['spec', 'selector']) == null) return ['spec']
  // The pods of a Job have its name as a label.
  if (object.kind === 'Job' && field === 'spec.template.labels' && object.metadata.name.length > 63)
    return ['metadata', 'name']
  let path = parseFieldPath(spell(field, object), object)
  if (oneOfTwo.test(message)) path = path.slice(0, -1)
  while (path.length > 0 && (valueAtPath(object, path) ?? null) === null) path = path.slice(0, -1)
  return path
}

function spell(text: string, object: KubeObject): string {
  const [, key] = /^data\[(.*)\]$/.exec(text) ?? []
  const has = (...path: readonly string[]) => valueAtPath(object, path) !== undefined
  // What a Secret's manifest writes as text is stored as data.
  if (key !== undefined && has('stringData') && !has('data', key)) return `stringData[${key}]`
  if (object.apiVersion === 'autoscaling/v1')
    return text.replace(
      /^spec\.metrics\[0\]\.resource\.target\.averageUtilization$/,
      'spec.targetCPUUtilizationPercentage',
    )
  const clusterIp = has('spec', 'clusterIPs') ? text : text.replace(/^spec\.clusterIPs\b(?:\[0\])?/, 'spec.clusterIP')
  return respell(clusterIp)
}

function respell(text: string): string {
  return spellings.reduce((field, [from, to]) => field.replace(from, to), text)
}
