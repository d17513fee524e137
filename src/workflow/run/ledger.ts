import { count } from '../../counts.ts'
import { groupBy } from '../../group-by.ts'
import { describeRef, keyOf } from '../../manifest/identity.ts'
import type { KubeObject, ObjectRef } from '../../manifest/types.ts'
import type { Action } from '../../plan/types.ts'

/** What to call each written action, once it is done. */
const writtenAs = {
  create: 'created',
  change: 'changed',
  adopt: 'adopted',
  transfer: 'transferred',
  recreate: 'recreated',
} as const satisfies Record<Exclude<Action, 'unchanged'>, string>

type Written = (typeof writtenAs)[keyof typeof writtenAs]

/**
 * What happened to an object. `…-unknown`: the API server did not say whether it did what was asked. `hook-…`: to the Job of a
 * hook. `namespace-created`: the release's namespace, made before anything else.
 */
export type Outcome =
  | Written
  | 'write-unknown'
  /** Deleted to be recreated, which did not happen yet. */
  | 'not-recreated'
  | 'recreate-unknown'
  /** Deleted, and not gone yet. */
  | 'deleting'
  | 'deleted'
  | 'delete-unknown'
  | 'orphaned'
  | 'orphan-unknown'
  /** It belongs to another release: the same under its new name. */
  | 'moved'
  | 'move-unknown'
  /** Other runs refuse both releases until it is finished. */
  | 'rename-begun'
  | 'namespace-created'
  | 'hook-create-unknown'
  | 'hook-not-recreated'
  | 'hook-delete-unknown'
  /** It goes on by itself, whatever becomes of the run. */
  | 'hook-running'
  | 'hook-succeeded'
  | 'hook-failed'
  /** The release's own records: parent and revisions. */
  | 'records-delete-unknown'

const writes: readonly Outcome[] = Object.values(writtenAs)
const jobs: readonly Outcome[] = ['hook-running', 'hook-succeeded', 'hook-failed']

/** What happens to none of the release's objects: each of those is as it was. */
const besideTheRelease: ReadonlySet<Outcome> = new Set<Outcome>([
  ...jobs,
  'namespace-created',
  'hook-create-unknown',
  'hook-not-recreated',
  'hook-delete-unknown',
  'records-delete-unknown',
])

interface Entry {
  readonly ref: ObjectRef
  readonly name: string
  /** undefined where nothing happened to it. */
  readonly outcome: Outcome | undefined
  /** As the API server last answered; undefined where it is gone. */
  readonly object: KubeObject | undefined
  readonly isContested: boolean
}

export interface RecordOptions {
  /** As the API server answered. Default: none is known. */
  readonly object?: KubeObject | undefined
  /** For messages. Default: the object's own name. */
  readonly name?: string | undefined
}

/**
 * What a run did to each object, as far as it is known: the one record from which messages, counts and revisions are made. An
 * object has one outcome, the last.
 */
export class Ledger {
  readonly #entries = new Map<string, Entry>()
  readonly #whole: Ledger | undefined
  readonly #digests = new Map<string, Set<string>>()
  #isReadinessUnknown = false

  constructor(whole?: Ledger) {
    this.#whole = whole
  }

  /** A ledger for a part of the run, such as one deploy; what it records stands in the whole run's as well. */
  part(): Ledger {
    return new Ledger(this.whole)
  }

  /** The ledger of the whole run. */
  get whole(): Ledger {
    return this.#whole ?? this
  }

  /** Records what happened to an object, in the place of what was recorded of it before. */
  record(ref: ObjectRef, outcome: Outcome, { object, name }: RecordOptions = {}): void {
    this.#set(ref, { outcome, object, name: name ?? describeRef(ref) })
    this.#whole?.record(ref, outcome, { object, name })
  }

  /** Records that an action of the plan was done. */
  recordWritten(ref: ObjectRef, action: keyof typeof writtenAs, object: KubeObject): void {
    this.record(ref, writtenAs[action], { object })
  }

  /** Records that an object wasn't written, as somebody else holds it or changed it since the plan was made. */
  recordContested(ref: ObjectRef): void {
    this.#set(ref, { isContested: true })
    this.#whole?.recordContested(ref)
  }

  /** Records that a pod of the release runs this digest of an image. */
  recordDigest(image: string, digest: string): void {
    this.#digests.set(image, (this.#digests.get(image) ?? new Set()).add(digest))
    this.#whole?.recordDigest(image, digest)
  }

  /** Records that everything was written, and that its readiness could not be observed. */
  recordReadinessUnknown(): void {
    this.#isReadinessUnknown = true
    this.#whole?.recordReadinessUnknown()
  }

  /** Records an outcome that may turn out not to be one. Returns what takes it back, to what was recorded before. */
  assume(ref: ObjectRef, outcome: Outcome, name?: string): () => void {
    const key = keyOf(ref)
    const before = this.#entries.get(key)
    const revertWhole = this.#whole?.assume(ref, outcome, name)
    this.#set(ref, { outcome, object: before?.object, name: name ?? describeRef(ref) })
    return () => {
      if (before === undefined) this.#entries.delete(key)
      else this.#entries.set(key, before)
      revertWhole?.()
    }
  }

  #set(ref: ObjectRef, facts: Partial<Entry>): void {
    const key = keyOf(ref)
    const before = this.#entries.get(key) ?? {
      ...{ ref, name: describeRef(ref), outcome: undefined, object: undefined, isContested: false },
    }
    // In the order in which it happened.
    this.#entries.delete(key)
    this.#entries.set(key, { ...before, ...facts })
  }

  /** See recordReadinessUnknown. */
  get isReadinessUnknown(): boolean {
    return this.#isReadinessUnknown
  }

  /** By image, the digests that pods were seen to run. */
  digests(): ReadonlyMap<string, ReadonlySet<string>> {
    return this.#digests
  }

  /** undefined where nothing happened to the object. */
  outcomeOf(ref: ObjectRef): Outcome | undefined {
    return this.#entries.get(keyOf(ref))?.outcome
  }

  isWritten(ref: ObjectRef): boolean {
    return isOneOf(writes, this.outcomeOf(ref))
  }

  /** Whether the Job of a hook was started, or may have been. */
  mayHaveStarted(ref: ObjectRef): boolean {
    return isOneOf([...jobs, 'hook-create-unknown'], this.outcomeOf(ref))
  }

  /** A written object as the API server answered; undefined for any other. */
  writtenObject(ref: ObjectRef): KubeObject | undefined {
    return this.isWritten(ref) ? this.#entries.get(keyOf(ref))?.object : undefined
  }

  /** Whether the object surely belongs to the release no longer. */
  hasLeft(ref: ObjectRef): boolean {
    return isOneOf(['deleted', 'orphaned'], this.outcomeOf(ref))
  }

  /** The keys of what is contested, see recordContested. */
  contested(): ReadonlySet<string> {
    return new Set([...this.#entries].filter(([, { isContested }]) => isContested).map(([key]) => key))
  }

  /** Of how many objects this is the outcome. */
  count(...outcomes: readonly Outcome[]): number {
    return this.names(...outcomes).length
  }

  /** Of how many objects a run surely did what, but for deletions: they count as far as whoever tells of them means it. */
  writeCounts() {
    return {
      created: this.count('created', 'namespace-created'),
      changed: this.count('changed'),
      adopted: this.count('adopted'),
      transferred: this.count('transferred'),
      recreated: this.count('recreated'),
      orphaned: this.count('orphaned'),
    }
  }

  /** The names of the objects with one of these outcomes, in the order in which it happened. */
  names(...outcomes: readonly Outcome[]): string[] {
    return [...this.#entries.values()].filter(({ outcome }) => isOneOf(outcomes, outcome)).map(({ name }) => name)
  }

  /** The Jobs of hooks that were created and not deleted since. */
  hookJobs(): KubeObject[] {
    return [...this.#entries.values()].flatMap(({ outcome, object }) => (isOneOf(jobs, outcome) ? (object ?? []) : []))
  }

  /** Whether something surely changed: an object was written, or deleted to be recreated. */
  hasWritten(): boolean {
    return this.count(...writes, 'namespace-created', 'not-recreated') > 0
  }

  /** Whether every object of the release surely is as it was. */
  leftReleaseUnchanged(): boolean {
    return [...this.#entries.values()].every(({ outcome }) => outcome === undefined || besideTheRelease.has(outcome))
  }
}

function isOneOf(outcomes: readonly Outcome[], outcome: Outcome | undefined): boolean {
  return outcome !== undefined && outcomes.includes(outcome)
}

/** What is told where nothing happened to any object. */
export const nothingWritten = 'nothing was written'

/** What is told where hooks ran, and nothing happened to any other object. */
const onlyHooks = 'no object of the release was written'

/** So many objects are seen at a glance; of more, the counts come first. */
const glance = 5

/** What happened, and to which objects. */
interface Listed {
  readonly what: string
  readonly names: readonly string[]
  readonly remark?: string
  /** How many. Default: the number before what happened. */
  readonly counted?: (number: number) => string
}

/**
 * What a run did, its objects sorted; undefined where nothing happened to any. A line; of many objects the counts, and a line below
 * for each thing that happened, with each kind and namespace named once.
 */
export function describeLedger(ledger: Ledger): string | undefined {
  const objects = present([
    listed(ledger, 'already written', [...writes, 'namespace-created']),
    listed(ledger, 'deleted but not recreated', ['not-recreated', 'hook-not-recreated'], rerunRecreates),
    {
      what: 'outcome unknown',
      names: unknownWrites(ledger),
      counted: (number) => `${count(number, 'outcome')} unknown`,
    },
    listed(ledger, 'deleted', ['deleted']),
    listed(ledger, 'being deleted', ['deleting']),
    {
      ...listed(ledger, 'deletion outcome unknown', [
        'delete-unknown',
        'hook-delete-unknown',
        'records-delete-unknown',
      ]),
      counted: (number) => `${count(number, 'deletion outcome')} unknown`,
    },
    listed(ledger, 'orphaned', ['orphaned']),
    {
      ...listed(ledger, 'orphaning outcome unknown', ['orphan-unknown']),
      counted: (number) => `${count(number, 'orphaning outcome')} unknown`,
    },
    listed(ledger, 'rename not finished', ['rename-begun']),
    listed(ledger, 'moved', ['moved']),
    {
      ...listed(ledger, 'moving outcome unknown', ['move-unknown']),
      counted: (number) => `${count(number, 'moving outcome')} unknown`,
    },
  ])
  const hooks = present([
    hooksThat(ledger, 'ran', 'hook-succeeded'),
    hooksThat(ledger, 'failed', 'hook-failed'),
    hooksThat(ledger, 'may still be running', 'hook-running'),
  ])
  const all = [...objects, ...hooks]
  if (all.length === 0) return undefined
  const first = objects.length === 0 ? [onlyHooks] : []
  const linesOf = (list: (names: readonly string[]) => string) =>
    all.map(({ what, names, remark = '' }) => `${what}: ${list(names)}${remark}`)
  if (all.reduce((sum, { names }) => sum + names.length, 0) <= glance)
    return [...first, ...linesOf((names) => names.join(', '))].join('; ')
  const counts = all.map(({ what, names, counted }) => counted?.(names.length) ?? `${names.length} ${what}`)
  const [only, ...others] = all
  if (others.length + first.length === 0) return `${counts[0]}: ${grouped(only?.names ?? [])}${only?.remark ?? ''}`
  return [[...first, ...counts].join(', '), ...linesOf(grouped)].join('\n')
}

const rerunRecreates = ' (rerun the command to recreate it)'

function present(all: readonly Listed[]): Listed[] {
  return all.filter(({ names }) => names.length > 0)
}

function listed(ledger: Ledger, what: string, outcomes: readonly Outcome[], remark = ''): Listed {
  return { what, names: sorted(ledger.names(...outcomes)), remark }
}

function hooksThat(ledger: Ledger, did: string, outcome: Outcome): Listed {
  return { ...listed(ledger, `hooks that ${did}`, [outcome]), counted: (number) => `${count(number, 'hook')} ${did}` }
}

function unknownWrites(ledger: Ledger): string[] {
  return sorted([
    ...ledger.names('write-unknown', 'hook-create-unknown'),
    ...ledger.names('recreate-unknown').map((name) => `${name} (to be recreated)`),
  ])
}

/** `ConfigMap shop/a, b; Deployment shop/web`, of names in order. */
function grouped(names: readonly string[]): string {
  const groups = groupBy(names, (name) => /^\S+ (?:[^/\s]+\/)?/.exec(name)?.[0] ?? '')
  return [...groups]
    .map(([prefix, [first, ...others]]) => [first, ...others.map((name) => name.slice(prefix.length))].join(', '))
    .join('; ')
}

/** With setting-2 before setting-10. */
function sorted(names: readonly string[]): string[] {
  return names.toSorted((one, other) => one.localeCompare(other, 'en', { numeric: true }))
}
