import { KdeployError } from '../../errors.ts'
import { annotationOf, annotationsOf, labelsOf } from '../../manifest/annotations.ts'
import { keyOf, refOf } from '../../manifest/identity.ts'
import type { JsonObject, KubeObject, ObjectRef } from '../../manifest/types.ts'
import { shorten } from '../../shorten.ts'
import { FormatError, mapOf, optional, stringOf } from './fields.ts'
import { identityOf, objectNameOf, type Release } from './release.ts'
import {
  identityAnnotation,
  type ManifestOutline,
  outcomeAnnotation,
  type RecordedAdoption,
  type RecordedManifest,
  type Revision,
  releaseLabel,
  revisionLabel,
  revisionType,
  runEndedAnnotation,
  schemaAnnotation,
  schemaVersion,
  splitSchemaVersion,
} from './revision.ts'
import { adoptionOf, factsOf, manifestOf, outcomeOf, outsideMembersOf, type RevisionFacts } from './revision-schema.ts'
import { type Allowance, newAllowance, parse, readPlain, SharedItems, type UnpackedEachTime, unpack } from './unpack.ts'

/** What decoding the revisions of a release goes by. */
export interface Decoding {
  readonly allowance: Allowance
  /** A deploy changes few of its manifests. */
  readonly manifests: SharedItems<RecordedManifest>
  /** All that was ever adopted is in each revision. */
  readonly adopted: SharedItems<RecordedAdoption>
  /** By key, so that revisions have them in common. */
  readonly refs: Map<string, ObjectRef>
}

export function newDecoding(): Decoding {
  return {
    allowance: newAllowance(),
    manifests: new SharedItems(manifestOf, mayBeSensitive),
    adopted: new SharedItems(adoptionOf, () => true),
    refs: new Map(),
  }
}

/** Characters of an annotation that may hold another object, whatever tool wrote it. */
const longAnnotation = 200

/** Characters of what somebody may have written as the end of a run. */
const longestEnding = 120

/** Whether something in a manifest may have to be hidden: a Secret, what derives from a sensitive value, and copies of others. */
function mayBeSensitive({ object, sensitive }: RecordedManifest): boolean {
  const hasCopy = Object.values(annotationsOf(object)).some((text) => String(text).length > longAnnotation)
  return object.kind.endsWith('Secret') || sensitive.length > 0 || hasCopy
}

/**
 * The revision that a Secret records, held to the form in which kdeploy writes it; a head with what its parts hold (parts.ts). A Secret
 * is what anybody may have written who may write Secrets. @throws KdeployError `revision-unreadable`, which says what doesn't fit
 */
export function decodeRevision(release: Release, secret: KubeObject, decoding: Decoding = newDecoding()): Revision {
  try {
    return decode(release, secret, decoding)
  } catch (error) {
    throw unreadableBecause(release, secret, error)
  }
}

/** That a Secret can't be read as a revision, of a FormatError; whatever else it is as it was. */
export function unreadableBecause(release: Release, { metadata }: KubeObject, error: unknown): unknown {
  if (!(error instanceof FormatError)) return error
  return new KdeployError({
    code: 'revision-unreadable',
    category: 'cluster',
    message: `Secret ${release.namespace}/${metadata.name} can't be read as a revision: ${error.message}`,
    cause: error,
  })
}

/** Whether a Secret is the head of a revision in parts. */
export function isSplit(secret: KubeObject): boolean {
  return annotationOf(secret, schemaAnnotation) === String(splitSchemaVersion)
}

/** What a revision's Secret says of the deploy, without its manifests. @throws as decodeRevision */
export function decodeFacts(release: Release, secret: KubeObject): RevisionFacts {
  try {
    return factsIn(release, secret)
  } catch (error) {
    throw unreadableBecause(release, secret, error)
  }
}

function decode(release: Release, secret: KubeObject, decoding: Decoding): Revision {
  const { allowance } = decoding
  const facts = factsIn(release, secret)
  const data = mapOf(secret['data'], 'its data')
  if (isSplit(secret)) stringOf(data['parts'], 'its list of parts')
  const list = { packed: data['manifests'], what: 'its manifests', list: 'its list of manifests' }
  const outline = new Outline(decoding.refs)
  const manifests = decoding.manifests.unpack(list, allowance, (one) => outline.add(one))
  const adopted = optional(data['adopted'], 'its adopted objects', (packed, what) =>
    allOf(decoding.adopted.unpack({ packed, what, list: 'its list of adopted objects' }, allowance)),
  )
  const outside = optional(data['outside'], 'its members outside', (packed, what) =>
    outsideMembersOf(unpack(packed, what, allowance), what),
  )
  const runEnded = annotationOf(secret, runEndedAnnotation)
  const rest = {
    ...facts,
    ...(typeof runEnded === 'string' ? { runEnded: shorten(runEnded, { most: longestEnding }) } : {}),
    ...(outside === undefined ? {} : { outside }),
    ...(adopted === undefined ? {} : { adopted }),
  }
  if (!('again' in manifests)) return { ...rest, manifests }
  return withoutManifests({ ...rest, outline }, manifests.again)
}

function allOf<Item>(list: readonly Item[] | UnpackedEachTime<Item>): readonly Item[] {
  return 'again' in list ? list.again() : list
}

/** A revision whose manifests are made each time they are asked for. */
function withoutManifests(revision: Omit<Revision, 'manifests'>, manifests: () => Revision['manifests']): Revision {
  return Object.defineProperty(revision, 'manifests', { enumerable: true, get: manifests }) as Revision
}

/** What is kept of the manifests of a revision. */
class Outline implements ManifestOutline {
  readonly refs: ObjectRef[] = []
  readonly sensitive: RecordedManifest[] = []
  readonly #known: Map<string, ObjectRef>

  constructor(known: Map<string, ObjectRef>) {
    this.#known = known
  }

  add(manifest: RecordedManifest): void {
    const ref = refOf(manifest.object)
    const key = `${ref.version} ${keyOf(ref)}`
    const same = this.#known.get(key) ?? ref
    this.#known.set(key, same)
    this.refs.push(same)
    if (mayBeSensitive(manifest)) this.sensitive.push(manifest)
  }
}

function factsIn(release: Release, secret: KubeObject): RevisionFacts {
  const { name } = secret.metadata
  const annotations = mapOf(secret.metadata['annotations'], 'its list of annotations')
  const schema = annotations[schemaAnnotation]
  if (schema !== String(schemaVersion) && !isSplit(secret)) {
    const found = typeof schema === 'string' ? shorten(schema, { most: 20 }) : 'missing'
    throw new FormatError(`its schema is ${found}, but this version of kdeploy reads up to ${splitSchemaVersion}`)
  }
  if (secret['type'] !== revisionType) throw new FormatError(`its type is not ${revisionType}`)
  const number = numberOfName(release, name)
  if (number === undefined) throw new FormatError(`its name is not ${objectNameOf(release)}-rNUMBER`)
  const labels = mapOf(secret.metadata['labels'], 'its list of labels')
  if (labels[revisionLabel] !== String(number)) throw new FormatError(`its label does not name revision ${number}`)
  if (labels[releaseLabel] !== objectNameOf(release)) throw new FormatError('its label names another release')
  if (annotations[identityAnnotation] !== identityOf(release))
    throw new FormatError(`it does not name the release ${identityOf(release)}`)
  const facts = factsOf(readPlain(mapOf(secret['data'], 'its data')['revision'], 'its metadata'))
  if (facts.number !== number) throw new FormatError(`its metadata names revision ${facts.number}`)
  return { ...facts, ...outcomeIn(annotations) }
}

/** What became of a revision after it was finished. */
function outcomeIn(annotations: JsonObject): Partial<Revision> {
  const outcome = optional(annotations[outcomeAnnotation], 'its outcome', stringOf)
  return outcome === undefined ? {} : outcomeOf(parse(outcome, 'its outcome'))
}

/** The number in a revision's name, up to nine digits; undefined for a name that kdeploy gives to no revision of this release. */
export function numberOfName(release: Release, name: string): number | undefined {
  const stem = `${objectNameOf(release)}-r`
  const digits = name.slice(stem.length)
  if (!name.startsWith(stem) || !/^[1-9]\d{0,8}$/.test(digits)) return undefined
  return Number(digits)
}

/** Whether a Secret is among those that are read as this release's revisions. */
export function isListed(release: Release, secret: KubeObject): boolean {
  return secret['type'] === revisionType && labelsOf(secret)[releaseLabel] === objectNameOf(release)
}
