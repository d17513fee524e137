import type { KdeployError } from '../../errors.ts'
import type { FieldPath, Json, JsonObject, KubeObject, ObjectRef, SensitiveField } from '../../manifest/types.ts'
import { problemsOf } from '../../manifest/validate.ts'
import { booleanOf, FormatError, listOf, mapOf, optional, stringOf, timeOf } from './fields.ts'
import type {
  OutsideMember,
  RecordedAdoption,
  RecordedBarrier,
  RecordedManifest,
  RecordedWrites,
  Revision,
  RevisionRun,
  RevisionStatus,
} from './revision.ts'

/** The forms of a revision's parts. Each takes JSON as it was read, and gives what fits alone; @throws FormatError. */

const stored: readonly string[] = ['pending', 'applied', 'succeeded', 'failed'] satisfies RevisionStatus[]

/** What a revision says of its deploy. */
export type RevisionFacts = Omit<Revision, 'manifests' | 'adopted' | 'runEnded'>

/** What a run may still find out of a revision that is finished. */
export type Outcome = Pick<Revision, 'status' | 'finishedAt' | 'reason' | 'cutOff'>

export function factsOf(json: Json): RevisionFacts {
  const facts = mapOf(json, 'its metadata')
  return {
    number: countOf(facts['number'], 'its number'),
    ...outcomeOf(json),
    createdAt: timeOf(facts['createdAt'], 'its start time'),
    by: stringOf(facts['by'], 'who deployed it'),
    command: stringOf(facts['command'], 'its command'),
    kdeployVersion: stringOf(facts['kdeployVersion'], 'its kdeploy version'),
    untouched: optional(facts['untouched'], 'untouched', booleanOf),
    unwritten: optional(facts['unwritten'], 'its list of what was not written', (list, what) =>
      listOf(list, what, numberOf),
    ),
    writes: optional(facts['writes'], 'its list of writes', writesOf),
    commit: optional(facts['commit'], 'its commit', stringOf),
    job: optional(facts['job'], 'the address of its job', stringOf),
    duration: optional(facts['duration'], 'its duration', numberOf),
    summary: optional(facts['summary'], 'its summary', stringOf),
    digests: optional(facts['digests'], 'its list of digests', digestsOf),
    restores: optional(facts['restores'], 'the number of the revision that it restores', countOf),
    run: optional(facts['run'], 'its run', runOf),
    outside: optional(facts['outside'], 'its list of members outside', outsideMembersOf),
    barriers: optional(facts['barriers'], 'its list of undo barriers', (list, what) => listOf(list, what, barrierOf)),
  }
}

/** All four fields of an outcome, so that one overlays the other as a whole. */
export function outcomeOf(json: Json): Outcome {
  const facts = mapOf(json, 'its outcome')
  const status = stringOf(facts['status'], 'its status')
  if (!stored.includes(status)) throw new FormatError('its status is unknown')
  return {
    status: status as RevisionStatus,
    finishedAt: optional(facts['finishedAt'], 'its end time', timeOf),
    reason: optional(facts['reason'], 'its reason', stringOf),
    cutOff: optional(facts['cutOff'], 'cutOff', booleanOf),
  }
}

export function manifestOf(json: Json, what: string): RecordedManifest {
  const entry = mapOf(json, what)
  return {
    template: stringOf(entry['template'], `the template of ${what}`),
    object: objectOf(entry['object'], what),
    sensitive: listOf(entry['sensitive'], `the list of sensitive fields of ${what}`, sensitiveOf),
  }
}

export function adoptionOf(json: Json, what: string): RecordedAdoption {
  const object = objectOf(mapOf(json, what)['object'], what)
  uidOf(object.metadata['uid'], what)
  optional(object.metadata['managedFields'], `the list of managedFields of ${what}`, (list, fields) =>
    listOf(list, fields, mapOf),
  )
  return { object }
}

/** An object in the form that every rendered manifest has too. */
function objectOf(json: Json | undefined, what: string): KubeObject {
  const value: JsonObject = mapOf(json, `the object of ${what}`)
  const candidate = {
    value,
    placeOf: () => ({ file: what }),
    shownOf: () => undefined,
    maskText: (text: string) => text,
  }
  const [problem]: readonly KdeployError[] = problemsOf(candidate)
  if (problem !== undefined) throw new FormatError(`${what} is not a manifest: ${problem.message}`)
  return value as KubeObject
}

function sensitiveOf(json: Json, what: string): SensitiveField {
  const field = mapOf(json, what)
  return {
    path: listOf(field['path'], `the path of ${what}`, stepOf),
    texts: listOf(field['texts'], `the list of texts of ${what}`, stringOf),
    isKey: booleanOf(field['isKey'], `isKey of ${what}`),
  }
}

function stepOf(json: Json, what: string): FieldPath[number] {
  if (typeof json === 'string') return json
  if (typeof json === 'number' && Number.isSafeInteger(json) && json >= 0) return json
  throw new FormatError(`${what} is neither a key nor an index`)
}

export function outsideMembersOf(json: Json, what: string): OutsideMember[] {
  return listOf(json, what, outsideOf)
}

function outsideOf(json: Json, what: string): OutsideMember {
  const entry = mapOf(json, what)
  return { ref: refOf(entry['ref'], what), uid: uidOf(entry['uid'], what) }
}

function barrierOf(json: Json, what: string): RecordedBarrier {
  const entry = mapOf(json, what)
  return {
    text: stringOf(entry['text'], `the text of ${what}`),
    ref: refOf(entry['ref'], what),
    revision: countOf(entry['revision'], `the revision of ${what}`),
  }
}

function refOf(json: Json | undefined, what: string): ObjectRef {
  const { group, version, kind, namespace, name } = mapOf(json, `the reference of ${what}`)
  return {
    group: nameOf(group, /^[a-z0-9.-]*$/, `the group of ${what}`),
    version: nameOf(version, /^[a-z0-9]+$/, `the version of ${what}`),
    kind: nameOf(kind, /^[A-Za-z][A-Za-z0-9]*$/, `the kind of ${what}`),
    namespace: optional(namespace, `the namespace of ${what}`, (value, field) =>
      nameOf(value, /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/, field),
    ),
    name: nameOf(name, /^(?!\.{1,2}$)[^/%\s]+$/, `the name of ${what}`),
  }
}

function nameOf(json: Json | undefined, pattern: RegExp, what: string): string {
  const name = stringOf(json, what)
  if (name.length <= 253 && pattern.test(name)) return name
  throw new FormatError(`${what} is not a valid name`)
}

function uidOf(json: Json | undefined, what: string): string {
  return nameOf(json, /^[\w-]+$/, `the UID of ${what}`)
}

const written = ['created', 'changed', 'adopted', 'transferred', 'recreated', 'deleted', 'orphaned', 'unknown'] as const

function writesOf(json: Json, what: string): RecordedWrites {
  const numbers = mapOf(json, what)
  const entries = written.map((name) => [name, numberOf(numbers[name], `${name} of ${what}`)] as const)
  return Object.fromEntries(entries) as Record<(typeof written)[number], number>
}

function runOf(json: Json, what: string): RevisionRun {
  const run = mapOf(json, what)
  const id = stringOf(run['id'], `the identity of ${what}`)
  // What a label may be.
  if (!/^[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?$/.test(id)) throw new FormatError(`the identity of ${what} is not one`)
  const allOrNothing = optional(run['allOrNothing'], `allOrNothing of ${what}`, booleanOf)
  const releases = countOf(run['releases'], `the number of releases of ${what}`)
  const lease = optional(run['lease'], `the namespace of the Lease of ${what}`, stringOf)
  return { id, releases, ...(allOrNothing === true ? { allOrNothing } : {}), ...(lease === undefined ? {} : { lease }) }
}

function digestsOf(json: Json, what: string): Record<string, string[]> {
  const entries = Object.entries(mapOf(json, what)).map(
    ([image, digests]) => [image, listOf(digests, `${what} of an image`, digestOf)] as const,
  )
  return Object.fromEntries(entries)
}

function digestOf(json: Json, what: string): string {
  const digest = stringOf(json, what)
  if (/^[a-z0-9]+:[0-9a-f]{32,128}$/.test(digest)) return digest
  throw new FormatError(`${what} is not a digest`)
}

function numberOf(json: Json | undefined, what: string): number {
  if (typeof json === 'number' && Number.isSafeInteger(json) && json >= 0) return json
  throw new FormatError(`${what} is not a whole number`)
}

/** A number from 1 that revisions may have. */
function countOf(json: Json | undefined, what: string): number {
  if (typeof json === 'number' && Number.isSafeInteger(json) && json >= 1) return json
  throw new FormatError(`${what} is not a positive integer`)
}
