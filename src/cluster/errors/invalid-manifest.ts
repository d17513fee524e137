import type { ApiError } from './api-error.ts'

/** One thing that is wrong with an object that was sent. */
export interface FieldProblem {
  /** As the server names it; `''` where it names none. */
  readonly field: string
  readonly message: string
}

const typedPatch =
  /^failed to (?:create typed patch object|create typed live object|create manager for existing fields) \([^)]*\): (?<rest>.*)$/s
const failedConversion =
  /^failed to convert new object \([^)]*\) to proper version: (?:unable to convert unstructured object to [^:]*: )?(?<rest>.*)$/s
const strictDecoding = /strict decoding error: (?<rest>.*)$/s

/**
 * What is wrong with the manifest, where that is what the server says; undefined where the request failed otherwise.
 * Server-side apply answers 500 to an object that its schema refuses (kubernetes/kubernetes#118519).
 */
export function fieldProblems(error: ApiError): FieldProblem[] | undefined {
  const typed = typedPatch.exec(error.message)?.groups?.['rest']
  if (typed !== undefined) return typedProblems(typed)
  const converted = failedConversion.exec(error.message)?.groups?.['rest']
  if (converted !== undefined) return [{ field: '', message: converted.replace(/^error decoding from json: /, '') }]
  if (error.status !== 400 && error.status !== 422) return undefined
  const strict = strictDecoding.exec(error.message)?.groups?.['rest']
  if (strict !== undefined) return strictProblems(strict)
  if (error.status === 400) return [{ field: '', message: error.message }]
  const causes = error.causes.filter(({ message }) => message !== '')
  return causes.length > 0
    ? causes.map(({ field, message }) => ({ field: field === '[]' ? '' : field, message: withoutDump(message) }))
    : [{ field: '', message: error.message }]
}

/** Whether the manifest that was sent doesn't fit its schema, whatever is on the cluster: applying it is always refused. */
export function isUnfit({ message }: ApiError): boolean {
  return message.startsWith('failed to create typed patch object ')
}

/** The server quotes a whole object as a Go struct, every value in it: what counts comes after. */
function withoutDump(message: string): string {
  return message.replace(/^Invalid value: (?:[\w.]+)?[{[].*[}\]]: (?=\S)/s, '')
}

/** `.a.b: problem`, or a list of those, a line each, after `errors:`. */
function typedProblems(text: string): FieldProblem[] {
  const lines = text.startsWith('errors:')
    ? text
        .split('\n')
        .slice(1)
        .map((line) => line.trim())
    : [text]
  return lines
    .filter((line) => line !== '')
    .map((line) => {
      const [, field = '', problem = line] =
        /^(\.(?:\[(?:"(?:[^"\\]|\\.)*"|[^\]"])*\]|[^:[\]])+): (.*)$/s.exec(line) ?? []
      return { field: field.replace(/^\./, ''), message: describeProblem(problem) }
    })
}

function describeProblem(problem: string): string {
  if (problem === 'field not declared in schema') return 'unknown field'
  const [, duplicate] = /^duplicate entries for key \[(.*)\]$/s.exec(problem) ?? []
  if (duplicate !== undefined) return `two entries with ${duplicate.replaceAll('=', ' ')}`
  const [, number] = /^expected numeric \(int or float\), got (\S+)$/.exec(problem) ?? []
  if (number !== undefined) return `must be a number, but is a ${number}`
  const [, expected, value] = /^expected (\S+), got &value\.valueUnstructured\{Value:(.*)\}$/s.exec(problem) ?? []
  if (expected === undefined || value === undefined) return problem
  const quoting = expected === 'string' && /^(-?[\d.]+|true|false)$/.test(value) ? ' (put it in quotes)' : ''
  return `must be a ${expected}, but is ${value}${quoting}`
}

/** `unknown field "spec.a", unknown field "spec.b"`. */
function strictProblems(text: string): FieldProblem[] {
  const found = [...text.matchAll(/(unknown|duplicate) field "((?:[^"\\]|\\.)*)"/g)]
  if (found.length === 0) return [{ field: '', message: text }]
  return found.map(([, what, field = '']) => ({
    field,
    message: what === 'unknown' ? 'unknown field' : 'is duplicated',
  }))
}
