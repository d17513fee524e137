import { KdeployError } from '../../errors.ts'
import { asMap, isMap, type Json } from '../../json-map.ts'
import { refOf } from '../../manifest/identity.ts'
import type { JsonObject, KubeObject, ObjectRef } from '../../manifest/types.ts'
import { compose, type MappingNode, type Node } from '../../yaml/compose.ts'
import { construct, keyOf } from '../../yaml/construct.ts'
import { YamlProblem } from '../../yaml/problem.ts'

/** An annotation by which Helm leaves an object where it is (helm.sh, "Tell Helm Not To Uninstall a Resource"). */
export const helmPolicy = { annotation: 'helm.sh/resource-policy', keep: 'keep' } as const

/** A line of each document to which kdeploy added the annotation, so that nobody takes out what the chart says itself. */
export const keepMarker = '# kdeploy added helm.sh/resource-policy: keep'

/** Whether Helm leaves an object where it is, and by whose word. */
export type Policy = 'delete' | 'keep' | 'keep-by-kdeploy'

/** One document of a manifest, between two `---`. */
export interface HelmDocument {
  readonly text: string
  /** It begins the manifest; another one begins on its separator's line. */
  readonly isFirst: boolean
  readonly root: Node
  /** Its object; those of a list. A namespace is undefined where the document names none. */
  readonly refs: readonly ObjectRef[]
  readonly isList: boolean
  readonly policy: Policy
}

/** A part of a manifest: a document, or the text of what is none. */
export type Part = HelmDocument | string

/** Helm's separator (pkg/releaseutil/manifest.go): also where something follows on the same line. */
const separator = /((?<![^\n])---[ \t]*)/

/**
 * The parts of a manifest, whose texts joined are the manifest. Split as Helm splits it, not as YAML is: what Helm takes for a
 * document decides what it deletes.
 * @throws KdeployError `helm-manifest-unreadable`
 */
export function partsOf(manifest: string): Part[] {
  const texts = manifest.split(separator)
  return texts.map((text, index) => {
    // What a split by a group returns alternates: document, separator, document, …
    if (index % 2 === 1) return text
    return readDocument(text, index === 0) ?? text
  })
}

/** undefined where the text holds no object. @throws KdeployError `helm-manifest-unreadable` */
export function readDocument(text: string, isFirst: boolean): HelmDocument | undefined {
  try {
    const [root] = compose({ text, start: 0 })
    if (root === undefined || root.kind !== 'mapping') return undefined
    const items = entryOf(root, 'items')
    const isList = items?.kind === 'sequence' && String(fieldOf(root, 'kind')).endsWith('List')
    const refs = isList ? itemsOf(root).map(refOf) : [refOf(headOf(root))]
    return { text, isFirst, root, refs, isList, policy: policyOf(root, text) }
  } catch (error) {
    if (error instanceof YamlProblem) throw unreadable(text, error)
    throw error
  }
}

/** The value that a mapping has under a key. @throws YamlProblem where it has several */
export function entryOf(node: Node | undefined, name: string): Node | undefined {
  if (node?.kind === 'alias') return entryOf(node.target, name)
  if (node?.kind !== 'mapping') return undefined
  const found = node.entries.filter(({ key }) => keyOf(key) === name)
  const [first, second] = found
  if (second !== undefined) throw new YamlProblem(`duplicate key: ${name}`, second.key.start)
  return first?.value
}

/** What a list's items are, each with the kind and version that it inherits where it names none. */
export function itemsOf(list: MappingNode): KubeObject[] {
  const kind = String(fieldOf(list, 'kind')).replace(/List$/, '')
  const apiVersion = String(fieldOf(list, 'apiVersion'))
  const items = entryOf(list, 'items')
  const values = items?.kind === 'sequence' ? items.items.map((root) => construct(root)) : []
  return values.filter(isMap).map((item) => {
    const metadata = isMap(item['metadata']) ? item['metadata'] : {}
    return { apiVersion, kind, ...item, metadata: { name: '', ...metadata } } as KubeObject
  })
}

/** What identifies an object; the rest of it isn't read, for it may hold what JSON can't. */
function headOf(root: MappingNode): KubeObject {
  const metadata = metadataOf(root)
  return {
    apiVersion: String(fieldOf(root, 'apiVersion') ?? ''),
    kind: String(fieldOf(root, 'kind') ?? ''),
    // Without a name (generateName) nothing on the cluster is it.
    metadata: { ...metadata, name: String(metadata['name'] ?? '') },
  }
}

function policyOf(root: Node, text: string): Policy {
  // Whatever the policy is, Helm doesn't delete what has one (pkg/action/resource_policy.go).
  if (asMap(metadataOf(root)['annotations'])[helmPolicy.annotation] === undefined) return 'delete'
  return text.includes(keepMarker) ? 'keep-by-kdeploy' : 'keep'
}

function metadataOf(root: Node): JsonObject {
  return asMap(fieldOf(root, 'metadata'))
}

function fieldOf(node: Node | undefined, name: string): Json | undefined {
  const value = entryOf(node, name)
  return value === undefined ? undefined : construct(value)
}

/** What can't be read of a document, by its template; the text itself may be secret. */
export function unreadable(text: string, problem: YamlProblem): KdeployError {
  const [, source] = /^# Source: (.*)$/m.exec(text) ?? []
  const where = source === undefined ? 'a document' : `the document of ${source.trim()}`
  return new KdeployError({
    code: 'helm-manifest-unreadable',
    category: 'conflict',
    message: `${where} in the manifest of the Helm release can't be read: ${problem.bare}`,
    hint: 'check it with helm get manifest',
    cause: problem,
  })
}
