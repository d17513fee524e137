import { asList, asMap } from '../../json-map.ts'
import type { JsonObject, KubeObject } from '../../manifest/types.ts'

/** Labels that the server gives a Job's pods: its UID, and its name (kubernetes.io, "Jobs"). */
const jobLabels = ['controller-uid', 'job-name'].flatMap((name) => [name, `batch.kubernetes.io/${name}`])

/**
 * What a dry-run says that a new object would be, without what the server generates each time: a Job's UID and name in its
 * pods' labels, a Service's addresses and node ports. What the manifest itself decides stays.
 */
export function withoutGenerated(merged: KubeObject, desired: KubeObject): KubeObject {
  const { kind, apiVersion } = merged
  if (kind === 'Job' && apiVersion.startsWith('batch/')) {
    const spec = asMap(merged['spec'])
    const template = asMap(spec['template'])
    const metadata = asMap(template['metadata'])
    const selector = asMap(spec['selector'])
    const given = asMap(asMap(asMap(asMap(desired['spec'])['template'])['metadata'])['labels'])
    const labels = without(asMap(metadata['labels']), jobLabels, given)
    const ofManifest = asMap(desired['spec'])['manualSelector'] === true
    const matchLabels = ofManifest ? asMap(selector['matchLabels']) : without(asMap(selector['matchLabels']), jobLabels)
    const nextTemplate = { ...template, metadata: { ...metadata, labels } }
    const { selector: _, ...rest } = spec
    const shown = Object.keys(matchLabels).length === 0 ? {} : { selector: { ...selector, matchLabels } }
    return { ...merged, spec: { ...rest, ...shown, template: nextTemplate } }
  }
  if (kind === 'Service' && apiVersion === 'v1') {
    const wanted = asMap(desired['spec'])
    const spec = without(asMap(merged['spec']), ['clusterIP', 'clusterIPs', 'healthCheckNodePort'], wanted)
    const wantedPorts = asList(wanted['ports'])
    const ports = asList(spec['ports']).map((port, index) =>
      without(asMap(port), ['nodePort'], asMap(wantedPorts[index])),
    )
    return { ...merged, spec: { ...spec, ...(spec['ports'] === undefined ? {} : { ports }) } }
  }
  return merged
}

/** Without these keys, but for those that `given` has. */
function without(object: JsonObject, keys: readonly string[], given: JsonObject = {}): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key) || key in given))
}
