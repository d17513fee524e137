import { type Coded, formatPlace, KdeployError, type Place } from '../../errors.ts'
import { describeVariable } from '../../manifest/describe.ts'
import type { FieldPath, KubeObject, UsedVariable } from '../../manifest/types.ts'
import type { ApiError } from './api-error.ts'
import { fieldConflicts } from './conflicts.ts'
import { missingPermission } from './forbidden.ts'
import { type FieldProblem, fieldProblems } from './invalid-manifest.ts'
import { safeError } from './safe-message.ts'
import { parseFieldPath } from './server-field.ts'

export { missingPermission }

/** What the request was about. */
export interface Subject {
  /** In words, at the start of the message: `Deployment web in my-ns`. */
  readonly what: string
  /** What was sent; needed to find a field's place and to mask a Secret's values. */
  readonly object?: KubeObject | undefined
  readonly placeOf?: ((path: FieldPath) => Place) | undefined
  /** The variables that a field was written with. Default: none is known. */
  readonly variablesOf?: ((path: FieldPath) => readonly UsedVariable[]) | undefined
  /** Masks what the manifest made of sensitive values in the server's words. Default: nothing is. */
  readonly mask?: ((text: string) => string) | undefined
}

/** The part of an explanation that depends on what happened. */
type Explanation = Coded & {
  readonly message: string
  readonly field?: string | undefined
  readonly detail?: string | undefined
  readonly hint?: string | undefined
}

/** Turns a refusal into an actionable error: category, place and hint, with secrets masked. */
export function explainApiError(error: ApiError, subject: Subject): KdeployError {
  const { message, field, hint, ...explained } = explain(safeError(error, subject.object), subject)
  const place = subject.placeOf?.(parseFieldPath(field ?? '', subject.object))
  return new KdeployError({
    ...explained,
    message: `${subject.what}: ${message}`,
    place,
    hint: hint ?? error.hint,
  })
}

function explain(error: ApiError, subject: Subject): Explanation {
  return (
    masked(explainConflict(error) ?? explainAdmission(error), subject) ??
    explainManifest(error, subject) ??
    explainAccess(error) ??
    masked(explainMissing(error) ?? explainServer(error), subject)
  )
}

function masked<Found extends Explanation | undefined>(found: Found, { mask }: Subject): Found {
  if (found === undefined || mask === undefined) return found
  return { ...found, message: mask(found.message), detail: found.detail && mask(found.detail) }
}

function explainConflict(error: ApiError): Explanation | undefined {
  if (error.status !== 409) return undefined
  const category = 'conflict'
  const conflicts = fieldConflicts(error)
  const [first] = conflicts
  if (first !== undefined) {
    const managers = [...new Set(conflicts.map(({ manager }) => manager))]
    const owners = `${managers.length === 1 ? 'another field manager' : 'other field managers'}: ${managers.join(', ')}`
    const fields =
      conflicts.length === 1 ? `the field ${name(first.field)} is owned` : `${conflicts.length} fields are owned`
    return {
      code: 'field-conflict',
      category,
      message: `${fields} by ${owners}`,
      field: first.field,
      ...(conflicts.length > 1
        ? { detail: conflicts.map(({ field, manager }) => `${name(field)}  ${manager}`).join('\n') }
        : {}),
      hint: 'set the live value in the template, remove the field from it, or take the field over with --force-conflicts',
    }
  }
  if (error.message.startsWith('object is being deleted')) {
    return {
      code: 'object-terminating',
      category: 'cluster',
      message: 'it is being deleted',
      hint: 'rerun the command when it is gone',
    }
  }
  if (error.reason === 'AlreadyExists') return { code: 'object-exists', category, message: 'it already exists' }
  return {
    code: 'object-changed',
    category,
    message: 'it was changed by someone else in the meantime',
    hint: 'rerun the command',
  }
}

/** Webhooks and policies answer with a status of their choice, so their words count. */
function explainAdmission({ message }: ApiError): Explanation | undefined {
  const category = 'cluster'
  if (/does not support dry run/.test(message)) return { code: 'dry-run-unsupported', category, message }
  if (/failed calling webhook/.test(message)) {
    const reason = message.replace(/^Internal error occurred: /, '')
    return { code: 'webhook-failed', category, message: reason, hint: 'the webhook is down or broken: ask its owner' }
  }
  const denied =
    /admission webhook .* denied the request|ValidatingAdmissionPolicy .* denied request|violates PodSecurity|is forbidden: (?:minimum|maximum) /s
  if (denied.test(message)) return { code: 'admission-denied', category, message: withoutSubject(message) }
  const [, quota] = /exceeded quota: (.*)/s.exec(message) ?? []
  if (quota !== undefined) {
    const hint = 'request less, free some of it, or ask for a higher quota'
    return { code: 'quota-exceeded', category, message: `exceeds the quota ${quota}`, hint }
  }
  if (/because it is being terminated/.test(message)) {
    const hint = 'wait until the namespace is gone, then rerun the command'
    return { code: 'namespace-terminating', category, message: withoutSubject(message), hint }
  }
  return undefined
}

/** The several ways in which validation says that a field can't change. */
const isImmutable =
  /\bimmutable\b|^(?:Forbidden: )?(?:pod )?updates .*(?:forbidden|may not change)|may not (?:be changed|change)|cannot (?:be )?change/

/** Whether the server refuses nothing but changes of fields that can't be changed on a live object. */
export function changesImmutable(error: ApiError): boolean {
  const problems = error.status === 422 ? fieldProblems(error) : undefined
  return problems?.every(({ message }) => isImmutable.test(message)) ?? false
}

/** Whether the server refuses nothing but the name. */
export function refusesName(error: ApiError): boolean {
  return fieldProblems(error)?.every(({ field }) => field === 'metadata.name') ?? false
}

/** A webhook that declares side effects can't be called in a dry-run (admissionregistration.k8s.io/v1, `sideEffects`). */
export function webhookWithoutDryRun({ message }: ApiError): string | undefined {
  return /admission webhook "([^"]*)" does not support dry run/.exec(message)?.[1]
}

function explainManifest(error: ApiError, subject: Subject): Explanation | undefined {
  const problems = fieldProblems(error)
  const [first] = problems ?? []
  if (problems === undefined || first === undefined) return undefined
  const code = problems.every(({ message }) => isImmutable.test(message)) ? 'field-immutable' : 'manifest-invalid'
  const hint = code === 'field-immutable' ? 'the object must be recreated to change it' : undefined
  if (problems.length === 1) {
    const detail = variablesIn(first, subject)
    return { code, category: 'input', message: line(first, subject), field: first.field, detail, hint }
  }
  const detail = problems.map((problem) => placedLine(problem, subject)).join('\n')
  return { code, category: 'input', message: `invalid in ${problems.length} places`, field: first.field, detail, hint }
}

function line({ field, message }: FieldProblem, { mask }: Subject): string {
  const text = field === '' ? message : `${name(field)}: ${message}`
  return mask?.(text) ?? text
}

function placedLine(problem: FieldProblem, subject: Subject): string {
  const variables = variablesIn(problem, subject)
  const text = `${placePrefix(problem, subject)}${line(problem, subject)}`
  return variables === undefined ? text : `${text}\n  ${variables}`
}

/** What the field was made of: the value itself may be a secret, its source is none. */
function variablesIn({ field }: FieldProblem, { object, variablesOf }: Subject): string | undefined {
  const variables = variablesOf?.(parseFieldPath(field, object)) ?? []
  return variables.length === 0 ? undefined : variables.map(describeVariable).join(', ')
}

function placePrefix({ field }: FieldProblem, { object, placeOf }: Subject): string {
  return placeOf === undefined ? '' : `${formatPlace(placeOf(parseFieldPath(field, object)))} `
}

function explainAccess(error: ApiError): Explanation | undefined {
  const category = 'cluster'
  if (error.status === 401) {
    return {
      code: 'unauthorized',
      category,
      message: 'the API server does not accept the credentials',
      hint: error.hint ?? 'log in again',
    }
  }
  const impersonation = explainImpersonation(error)
  if (impersonation !== undefined) return impersonation
  const missing = missingPermission(error)
  if (missing === undefined) return undefined
  const { verb, resource, group, namespace, user } = missing
  const where = namespace === undefined ? 'in the whole cluster' : `in the namespace ${namespace}`
  const what = group === '' ? resource : `${resource}.${group}`
  const hint = `ask for a ${namespace === undefined ? 'ClusterRole' : 'Role'} bound to ${user} that allows ${verb} on ${what}`
  return { code: 'forbidden', category, message: `${user} may not ${verb} ${what} ${where}`, hint }
}

/**
 * `users "jane" is forbidden: User "ci" cannot impersonate resource "users" …`; where constrained impersonation is tried last (KEP-5284),
 * `forbidden: User "ci" cannot impersonate-on:user-info:get path "/api"`, which says of nobody whom.
 */
function explainImpersonation({ status, message }: ApiError): Explanation | undefined {
  const [, user] = /User "((?:[^"\\]|\\.)*)" cannot impersonate(?:-on:\S+)? /.exec(message) ?? []
  if (status !== 403 || user === undefined) return undefined
  const [, resource = 'users', name] = /^([\w.]+) "([^"]*)" is forbidden/.exec(message) ?? []
  const whom = name === undefined ? 'another user' : `${resource} "${name}"`
  const hint = `ask for a ClusterRole bound to ${user} that allows impersonate on ${resource}, or leave --as out`
  return { code: 'forbidden', category: 'cluster', message: `${user} may not impersonate ${whom}`, hint }
}

function explainMissing(error: ApiError): Explanation | undefined {
  if (error.status !== 404) return undefined
  const category = 'input'
  if (error.reason === 'NoKindMatch') {
    return {
      code: 'kind-unknown',
      category,
      message: error.message,
      field: 'kind',
      hint: 'install its CustomResourceDefinition first',
    }
  }
  const [, namespace] = /^namespaces "([^"]*)" not found$/.exec(error.message) ?? []
  if (namespace === undefined) return { code: 'object-missing', category, message: error.message }
  const hint = `create it: kubectl create namespace ${namespace}`
  return {
    code: 'namespace-missing',
    category,
    message: `the namespace ${namespace} does not exist`,
    field: 'metadata.namespace',
    hint,
  }
}

function explainServer(error: ApiError): Explanation {
  const { message } = error
  const category = 'cluster'
  if (error.status === 413 || /request is too large|too large for the/i.test(message)) {
    return {
      code: 'object-too-large',
      category: 'input',
      message: 'it is larger than the API server accepts (about 1.5 MB)',
    }
  }
  if (error.status === 429) {
    return {
      code: 'cluster-busy',
      category,
      message: 'the API server is overloaded and refused it (429)',
      hint:
        error.retryAfter === undefined
          ? 'try again later'
          : `try again in ${error.retryAfter} s (the API server's Retry-After)`,
    }
  }
  if (error.status === 403) return { code: 'forbidden', category, message: withoutSubject(message) }
  if (error.status < 500) return { code: 'cluster-refused', category, message }
  return {
    code: 'cluster-error',
    category,
    message: `the API server failed (${error.status}): ${message}`,
    hint: 'try again; if it persists, the cluster is unhealthy',
  }
}

/** `deployments.apps "web" is forbidden: ` repeats what the message begins with. */
function withoutSubject(message: string): string {
  return message
    .replace(/^(?:Error from server[^:]*: )?[\w.]+ "[^"]*" is (?:forbidden|invalid): /, '')
    .replace(/^: /, '')
}

function name(field: string): string {
  return field.replace(/^\./, '')
}
