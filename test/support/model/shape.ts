import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'

/** What a release consists of: a value for each object, by `Kind/name`. */
export type Shape = Readonly<Record<string, string>>

/** Objects that steps may render; all names of the release begin with `main-`. */
export const keys = [
  'ConfigMap/main-a',
  'ConfigMap/main-b',
  'ConfigMap/main-c',
  'Service/main-web',
  'Deployment/main-web',
] as const

export type Key = (typeof keys)[number]

/** The value by which a hotfix replaces a rendered one; no step renders it. */
export const fixed = '7'

/** The annotation that a hotfix adds; no step renders it. */
const note = 'example.com/note'

/** Rendered with every shape; an apply fails where its value is `broken`. */
export const gate = 'ConfigMap/main-gate'

/** The template of a shape; `invalid` adds what the server refuses. */
export function templateOf(shape: Shape, invalid = false): string {
  const objects = Object.entries(shape).map(([key, value]) => manifestOf(key, value))
  const refused = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'main-refused' }, dato: {} }
  return [...objects, ...(invalid ? [refused] : [])].map((object) => JSON.stringify(object)).join('\n---\n')
}

function manifestOf(key: string, value: string): object {
  const [kind, name] = key.split('/')
  const metadata = { name }
  if (kind === 'Service') return { apiVersion: 'v1', kind, metadata, spec: { ports: [{ port: 80 + Number(value) }] } }
  if (kind === 'Deployment') {
    const labels = { app: name }
    const containers = [{ name: 'app', image: `registry.example.com/app:${value}` }]
    const template = { metadata: { labels }, spec: { containers } }
    return { apiVersion: 'apps/v1', kind, metadata, spec: { replicas: 0, selector: { matchLabels: labels }, template } }
  }
  const data = value === 'broken' ? { value, error: 'broken' } : { value }
  const annotations = { 'kdeploy.dev/fail-when': '{.data.error}' }
  return { apiVersion: 'v1', kind, metadata: key === gate ? { name, annotations } : metadata, data }
}

/** A merge patch of what is rendered of an object, or of what isn't. */
export function hotfixOf(key: Key, rendered: boolean): JsonObject {
  if (!rendered) return { metadata: { annotations: { [note]: 'seen' } } }
  if (!key.startsWith('Deployment/')) return { data: { value: fixed } }
  const containers = [{ name: 'app', image: `registry.example.com/app:${fixed}` }]
  return { spec: { template: { spec: { containers } } } }
}

/** Whether a hotfix added what no step renders. */
export function isNoted({ metadata }: KubeObject): boolean {
  return (metadata['annotations'] as JsonObject | undefined)?.[note] !== undefined
}

export function keyOf({ kind, metadata }: KubeObject): string {
  return `${kind}/${metadata.name}`
}

/** The value that an object was made of, live or recorded. */
function contentOf(object: KubeObject): string {
  const { kind, data, spec } = object as unknown as {
    kind: string
    data?: { value: string }
    spec?: {
      ports?: { port: number }[]
      template?: { spec: { containers: { image: string }[] } }
    }
  }
  if (kind === 'Service') return String((spec?.ports?.[0]?.port ?? 0) - 80)
  if (kind === 'Deployment') return spec?.template?.spec.containers[0]?.image.replace(/.*:/, '') ?? ''
  return data?.value ?? ''
}

export function shapeOf(objects: readonly KubeObject[]): Shape {
  return Object.fromEntries(objects.map((object) => [keyOf(object), contentOf(object)]))
}
