import { stringifyJson } from '../../json.ts'
import { annotationsOf } from '../../manifest/annotations.ts'
import { keyOf, refOf } from '../../manifest/identity.ts'
import type { JsonObject, KubeObject, ObjectRef } from '../../manifest/types.ts'
import { construct } from '../../yaml/construct.ts'
import { YamlProblem } from '../../yaml/problem.ts'
import { writeYaml } from '../../yaml/write.ts'
import {
  type HelmDocument,
  helmPolicy,
  itemsOf,
  keepMarker,
  type Policy,
  partsOf,
  readDocument,
  unreadable,
} from './helm-document.ts'
import { contentBesideKeep, insertKeep, withoutInsertion } from './helm-keep.ts'

/** An object as a manifest of Helm lists it. */
export interface Listed {
  /** Its namespace is undefined where the manifest names none: the release's, or none. */
  readonly ref: ObjectRef
  readonly policy: Policy
}

/** What a manifest lists, in its order, each document of an object. @throws KdeployError `helm-manifest-unreadable` */
export function listedIn(manifest: string): Listed[] {
  return documentsOf(manifest).flatMap(({ refs, policy }) => refs.map((ref) => ({ ref, policy })))
}

/**
 * Whether a document's ref is the object's. Its namespace is the release's by default; a cluster-scoped object has none,
 * whatever the document says.
 */
export function isListedAs(listed: ObjectRef, object: ObjectRef, releaseNamespace: string): boolean {
  const namespace = object.namespace === undefined ? undefined : (listed.namespace ?? releaseNamespace)
  return keyOf({ ...listed, namespace }) === keyOf(object)
}

/**
 * The manifest with `helm.sh/resource-policy: keep` in the documents of these objects that have no policy, and a comment that
 * says whose it is. Every other document stays byte for byte, and these but for the lines put in; one whose form forbids that is
 * rewritten, an object in a List as a document of its own (Helm looks at the List's annotations only).
 * @throws KdeployError `helm-manifest-unreadable`
 */
export function addKeep(manifest: string, objects: readonly ObjectRef[], releaseNamespace: string): string {
  const isAdopted = (listed: ObjectRef) => objects.some((object) => isListedAs(listed, object, releaseNamespace))
  return editManifest(manifest, (document) => {
    if (document.policy !== 'delete' || !document.refs.some(isAdopted)) return document.text
    return document.isList ? withoutItems(document, isAdopted) : keepInDocument(document)
  })
}

/** Takes out again, for these objects, what `keepInManifest` put in; a chart's own annotation stays. @throws as it does */
export function removeKeep(manifest: string, objects: readonly ObjectRef[], releaseNamespace: string): string {
  const isGiven = (listed: ObjectRef) => objects.some((object) => isListedAs(listed, object, releaseNamespace))
  return editManifest(manifest, (document) =>
    document.policy === 'keep-by-kdeploy' && document.refs.some(isGiven) ? releaseInDocument(document) : document.text,
  )
}

function documentsOf(manifest: string): HelmDocument[] {
  return partsOf(manifest).filter((part) => typeof part !== 'string')
}

/** The manifest with documents edited; proves that it lists the same objects as before. */
function editManifest(manifest: string, edit: (document: HelmDocument) => string): string {
  const parts = partsOf(manifest)
  const edited = parts.map((part) => (typeof part === 'string' ? part : readably(part, edit))).join('')
  const names = (text: string) =>
    listedIn(text)
      .map(({ ref }) => keyOf(ref))
      .sort()
  if (JSON.stringify(names(edited)) !== JSON.stringify(names(manifest)))
    throw new Error('The edited manifest does not list the same objects')
  return edited
}

/** Rewriting a document reads all of it, including what listing it doesn't. */
function readably(document: HelmDocument, edit: (document: HelmDocument) => string): string {
  try {
    return edit(document)
  } catch (error) {
    throw error instanceof YamlProblem ? unreadable(document.text, error) : error
  }
}

function keepInDocument(document: HelmDocument): string {
  const inserted = insertKeep(document)
  if (inserted !== undefined && differsInKeepAlone(document, inserted, 'keep-by-kdeploy')) return inserted
  const fresh = rewritten(document)
  const kept = insertKeep(fresh)
  if (kept === undefined || !differsInKeepAlone(fresh, kept, 'keep-by-kdeploy'))
    throw new Error('A rewritten document could not be edited')
  return kept
}

function releaseInDocument(document: HelmDocument): string {
  const before = withoutInsertion(document).find((candidate) => {
    const read = readOrNothing(candidate, document.isFirst)
    return read !== undefined && read.policy === 'delete' && insertKeep(read) === document.text
  })
  if (before !== undefined && differsInKeepAlone(document, before, 'delete')) return before
  return rewritten(document).text
}

/** A candidate needn't be YAML at all. */
function readOrNothing(text: string, isFirst: boolean): HelmDocument | undefined {
  try {
    return readDocument(text, isFirst)
  } catch {
    return undefined
  }
}

function differsInKeepAlone(document: HelmDocument, edited: string, policy: Policy): boolean {
  const after = readOrNothing(edited, document.isFirst)
  const same = (root: HelmDocument['root']) => stringifyJson(contentBesideKeep(root))
  return after !== undefined && after.policy === policy && same(after.root) === same(document.root)
}

/** A List without the items that are adopted, which follow as documents of their own. */
function withoutItems(document: HelmDocument, isAdopted: (ref: ObjectRef) => boolean): string {
  const { root } = document
  if (root.kind !== 'mapping') return document.text
  const items = itemsOf(root)
  const adopted = items.filter((item) => isAdopted(refOf(item)))
  const list = construct(root) as JsonObject
  const rest = items.filter((item) => !adopted.includes(item))
  const documents = adopted.map((item) => keepInDocument(written('', item, true)))
  if (rest.length > 0) documents.unshift(writeYaml({ ...list, items: rest }))
  return `${headOf(document)}${documents.join('---\n')}`
}

/** What stands before the object: comments, `# Source:` among them, but for kdeploy's own. */
function headOf({ text, isFirst }: HelmDocument): string {
  const [head = ''] = /^(?:[ \t]*(?:#.*)?\r?\n)*/.exec(text) ?? []
  const lines = head.split(/(?<=\n)/).filter((line) => !line.includes(keepMarker))
  const kept = lines.join('')
  return kept === '' && !isFirst ? '\n' : kept
}

/** The document as kdeploy writes YAML, its comments apart, and without the annotation. */
function rewritten(document: HelmDocument): HelmDocument {
  return written(headOf(document), withoutAnnotation(construct(document.root) as KubeObject), document.isFirst)
}

function written(head: string, object: KubeObject, isFirst: boolean): HelmDocument {
  const document = readDocument(`${head}${writeYaml(object)}`, isFirst)
  if (document === undefined || stringifyJson(construct(document.root)) !== stringifyJson(object))
    throw new Error('A rewritten document does not say the same')
  return document
}

/** Annotations of which nothing is left go, too. */
function withoutAnnotation(object: KubeObject): KubeObject {
  const { annotations: _, ...metadata } = object.metadata
  const { [helmPolicy.annotation]: __, ...rest } = annotationsOf(object)
  const left = Object.keys(rest).length === 0 ? {} : { annotations: rest }
  return { ...object, metadata: { ...metadata, ...left } as KubeObject['metadata'] }
}
