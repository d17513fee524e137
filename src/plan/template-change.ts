import { joinNames } from '../counts.ts'
import { formatPath, valueAtPath } from '../field-path.ts'
import type { FieldPath, Json, JsonObject, KubeObject } from '../manifest/types.ts'
import { templateDifferences } from './pod-template.ts'

/** Fields that are named; more are counted. */
const mostFields = 3

/** What a pod template changes of a workload: each image with both values, and the names of other fields. */
export function describeTemplateChange(workload: KubeObject, template: JsonObject): string {
  const differences = templateDifferences(workload, template)
  const images = differences.filter(isImage)
  const others = differences.filter((path) => !isImage(path))
  const wanted: Json = { spec: { template } }
  const told = images.map((path) => `${imageAt(workload, path)} -> ${imageAt(wanted, path)}`)
  const fields = joinNames(others, mostFields, formatPath)
  return [...told, ...(fields === '' ? [] : [images.length === 0 ? fields : `also ${fields}`])].join('; ')
}

/**
 * Whether a workload's manifest has this pod template: all that it says is in it, as defaults and webhooks add to what was
 * applied.
 */
export function rendersTemplate(manifest: KubeObject, template: JsonObject): boolean {
  const rendered = (manifest['spec'] as JsonObject | undefined)?.['template']
  return rendered !== undefined && isPartOf(rendered, template)
}

function isImage(path: FieldPath): boolean {
  return path.length === 6 && path[5] === 'image' && /^(?:init)?containers$/i.test(String(path[3]))
}

function imageAt(object: Json, path: FieldPath): string {
  return String(valueAtPath(object, path) ?? 'none')
}

function isPartOf(part: Json, whole: Json | undefined): boolean {
  if (Array.isArray(part)) {
    const items = Array.isArray(whole) ? whole : []
    return part.length === items.length && part.every((item, index) => isPartOf(item, items[index]))
  }
  if (typeof part !== 'object' || part === null) return part === (whole ?? null)
  const entries = typeof whole === 'object' && whole !== null && !Array.isArray(whole) ? whole : {}
  return Object.entries(part).every(([key, value]) => isPartOf(value, entries[key]))
}
