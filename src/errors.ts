/** A place a reader can open: `file:line:column`, lines and columns from 1. */
export interface Place {
  readonly file: string
  readonly line?: number | undefined
  readonly column?: number | undefined
  /** The file of the template that was rendered, where that is another one: it calls the macro, or includes the partial. */
  readonly by?: string | undefined
}

/**
 * Who can fix the problem, which decides the exit code (cli/session/exit-codes.ts):
 * `input` 2 · `cluster` 3 · `conflict` 4 · `workload` 5.
 */
export type Category = 'input' | 'cluster' | 'conflict' | 'workload'

/**
 * The code of every error, by its category; docs/reference/errors.md has a row for each. `byProblem`: those that have the category of the
 * first problem in them.
 */
export const errorCodes = {
  input: [
    'address-taken',
    'adopt-unknown',
    'annotation-invalid',
    'annotation-unknown',
    'cancelled',
    'cluster-duplicate',
    'cluster-missing',
    'cluster-unknown',
    'commands-forbidden',
    'commit-unknown',
    'context-ambiguous',
    'dotenv-syntax',
    'external-diff-failed',
    'field-immutable',
    'file-invalid',
    'file-missing',
    'file-not-ours',
    'file-unreadable',
    'file-unwritable',
    'git-unusable',
    'guard-mismatch',
    'history-key-invalid',
    'hook-invalid',
    'hook-too-early',
    'image-unmapped',
    'impersonation-invalid',
    'init-invalid',
    'kind-unknown',
    'kube-context-missing',
    'kube-context-unknown',
    'kube-version-unknown',
    'kubeconfig-invalid',
    'kubeconfig-not-found',
    'manifest-duplicate',
    'manifest-invalid',
    'moment-past',
    'namespace-invalid',
    'namespace-mismatch',
    'namespace-missing',
    'namespace-terminating',
    'needs-cycle',
    'needs-unknown',
    'not-a-member',
    'not-confirmed',
    'not-for-several',
    'not-in-ci',
    'not-prunable',
    'not-restartable',
    'not-undoable',
    'nothing-deployed',
    'nothing-to-undo',
    'object-missing',
    'object-name-invalid',
    'object-too-large',
    'one-release-only',
    'order-invalid',
    'output-ambiguous',
    'path-is-text',
    'path-outside',
    'plan-invalid',
    'plan-key-invalid',
    'plan-unverified',
    'prerequisite-not-restored',
    'profile-invalid',
    'profile-missing',
    'profile-unknown',
    'project-exists',
    'project-missing',
    'project-nameless',
    'promotion-ambiguous',
    'promotion-early',
    'promotion-same',
    'proxy-invalid',
    'reference-missing',
    'rename-invalid',
    'render-empty',
    'replace-unknown',
    'restore-unknown',
    'restore-unproven',
    'revision-too-large',
    'revision-unknown',
    'run-undo-unknown',
    'run-unknown',
    'secret-exposed',
    'secret-not-written',
    'secrets-in-output',
    'set-invalid',
    'setting-sensitive',
    'shell-unknown',
    'source-absent',
    'source-failed',
    'source-key-missing',
    'source-offline',
    'source-unknown',
    'stdin-unusable',
    'template-failed',
    'template-limit',
    'template-not-found',
    'template-not-text',
    'template-syntax',
    'template-undefined',
    'template-unknown',
    'test-unknown',
    'undo-barrier',
    'undo-barrier-brought',
    'variable-cycle',
    'variable-invalid',
    'variable-reserved',
    'variable-unknown',
    'variable-unresolved',
    'wave-invalid',
    'workload-paused',
    'workload-unknown',
    'yaml-syntax',
  ],
  cluster: [
    'admission-denied',
    'api-unavailable',
    'auth-provider-failed',
    'claim-mounted',
    'cluster-busy',
    'cluster-error',
    'cluster-refused',
    'cluster-unreachable',
    'credential-plugin-failed',
    'definition-not-established',
    'dry-run-unsupported',
    'forbidden',
    'images-incomplete',
    'kubeconfig-not-found',
    'namespace-terminating',
    'object-terminating',
    'quota-exceeded',
    'revision-numbers-exhausted',
    'revision-unreadable',
    'unauthorized',
    'webhook-failed',
  ],
  conflict: [
    'claim-in-use',
    'field-conflict',
    'foreign-object',
    'foreign-release',
    'helm-busy',
    'helm-manifest-unreadable',
    'helm-record-unreadable',
    'helm-would-delete',
    'lock-held',
    'lock-lost',
    'not-adopted',
    'not-as-planned',
    'not-expired',
    'object-changed',
    'object-controlled',
    'object-exists',
    'parent-untrusted',
    'plan-differs',
    'plan-stale',
    'release-exists',
    'release-frozen',
    'rename-unfinished',
    'revision-untrusted',
    'run-under-way',
    'undo-incomplete',
  ],
  workload: [
    'bake-failed',
    'delete-timeout',
    'dependency-not-ready',
    'not-given-back',
    'promotion-unhealthy',
    'step-command-failed',
  ],
  byProblem: ['delete-failed', 'not-recorded', 'prune-failed', 'rename-incomplete'],
} as const satisfies Readonly<Record<Category | 'byProblem', readonly string[]>>

export type ErrorCode = (typeof errorCodes)[keyof typeof errorCodes][number]

/** The codes that an error of a category may have. */
export type CodeOf<C extends Category> = (typeof errorCodes)[C | 'byProblem'][number]

declare const isHeld: unique symbol

/** The code of an error that exists already: another one may take it over, with whatever category. */
type HeldCode = ErrorCode & { readonly [isHeld]: true }

/** A code and its category, or those of an error that exists already. */
export type Coded =
  | { [C in Category]: { readonly code: CodeOf<C>; readonly category: C } }[Category]
  | { readonly code: HeldCode; readonly category: Category }

/** An object, or a template, that an error is about. */
export interface Subject {
  readonly kind: string
  readonly namespace?: string | undefined
  readonly name: string
}

export type ErrorDetails = Coded & {
  /** What is wrong, with the offending value; one line, no full stop at the end. */
  readonly message: string
  readonly place?: Place | undefined
  /** Whose problem it is: what differs in that alone is told once. */
  readonly about?: Subject | undefined
  /** Preformatted lines under the message: a source excerpt with a caret, a list of what exists. */
  readonly detail?: string | undefined
  /** What to do about it; one line. */
  readonly hint?: string | undefined
  readonly cause?: unknown
  /** Problems of one phase that were collected before failing it. */
  readonly problems?: readonly KdeployError[] | undefined
}

/** An error that a user can reach and act on. Impossible states throw a plain Error instead. */
export class KdeployError extends Error {
  override readonly name: string = 'KdeployError'
  /** Stable, kebab-case, for scripts and documentation: `profile-unknown`. */
  readonly code: HeldCode
  readonly category: Category
  readonly place: Place | undefined
  readonly about: Subject | undefined
  readonly detail: string | undefined
  readonly hint: string | undefined
  readonly problems: readonly KdeployError[]

  constructor(details: ErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = details.code as HeldCode
    this.category = details.category
    this.place = details.place
    this.about = details.about
    this.detail = details.detail
    this.hint = details.hint
    this.problems = details.problems ?? []
  }
}

/** The same error, which says in one more line of its detail what it was about; `hint` in place of its own where that is given. */
export function withDetail(error: KdeployError, line: string, hint = error.hint): KdeployError {
  const { code, category, message, place, about, problems, cause } = error
  const detail = error.detail === undefined ? line : `${error.detail}\n${line}`
  return new KdeployError({ code, category, message, place, about, detail, hint, problems, cause })
}

/** The same error with a hint, unless it has one. */
export function withHint(error: KdeployError, hint: string | undefined): KdeployError {
  const { code, category, message, place, about, detail, problems, cause } = error
  if (error.hint !== undefined || hint === undefined) return error
  return new KdeployError({ code, category, message, place, about, detail, hint, problems, cause })
}

/** The same error of an object or a template, unless it says already whose it is. */
export function withSubject(error: KdeployError, { kind, namespace, name }: Subject): KdeployError {
  const { code, category, message, place, detail, hint, problems, cause } = error
  if (error.about !== undefined || error.constructor !== KdeployError) return error
  const about = { kind, namespace, name }
  return new KdeployError({ code, category, message, place, about, detail, hint, problems, cause })
}

/** What was thrown, in a line. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}

/** `file:line:column`, as editors and terminals link it. */
export function formatPlace(place: Place): string {
  return [place.file, place.line, place.column].filter((part) => part !== undefined).join(':')
}

/** The same with the template that had it written: `templates/_service.yaml.j2:30:1, by templates/risk.yaml`. */
export function formatOrigin(place: Place): string {
  return place.by === undefined ? formatPlace(place) : `${formatPlace(place)}, by ${place.by}`
}

/** Throws the only problem, or one error that holds them all; returns where there is none. */
export function throwCollected(problems: readonly KdeployError[], summary: (count: number) => string): void {
  const collected = collect(problems, summary)
  if (collected !== undefined) throw collected
}

/** The only problem, or one error that holds them all; undefined where there is none. */
export function collect(
  problems: readonly KdeployError[],
  summary: (count: number) => string,
): KdeployError | undefined {
  const [first] = problems
  if (first === undefined || problems.length === 1) return first
  return new KdeployError({ code: first.code, category: first.category, message: summary(problems.length), problems })
}
