import { KdeployError, type Place } from '../errors.ts'
import { formatPath, valueAtPath } from '../field-path.ts'
import { asMap, isMap } from '../json-map.ts'
import { describeValue } from './describe.ts'
import { emptyProtocolsIn } from './empty-protocols.ts'
import { isBase64, isSecret } from './secret.ts'
import type { FieldPath, Json, JsonObject } from './types.ts'
import { unsendableIn } from './unsendable.ts'

/** One candidate for a manifest. */
export interface Candidate {
  readonly value: Json
  readonly placeOf: (path: FieldPath, line?: number) => Place
  /** What may be shown of a field's value. */
  readonly shownOf: (path: FieldPath) => string | undefined
  /** What may be shown of a message that quotes the object. */
  readonly maskText: (message: string) => string
  /** The sensitive runs in a field's text; undefined where nothing of the template is. */
  readonly sensitiveOf?: ((path: FieldPath, part: 'key' | 'value') => readonly string[]) | undefined
  /** The template expressions that wrote a field. */
  readonly expressionsOf?: ((path: FieldPath, line?: number) => readonly string[]) | undefined
}

/** Every reason why a document isn't a manifest that can be applied; empty where it is one. */
export function problemsOf(candidate: Candidate): KdeployError[] {
  const { value } = candidate
  const report = new Report(candidate)
  if (!isMap(value)) {
    report.add(
      [],
      'a rendered document is not a Kubernetes object',
      value,
      'a manifest is a map with apiVersion, kind and metadata',
    )
    return report.problems
  }
  report.expectName(value, ['apiVersion'], /^(?:[a-z0-9.-]+\/)?[a-z0-9]+$/, 'a version such as apps/v1')
  report.expectName(value, ['kind'], /^[A-Za-z][A-Za-z0-9]*$/, 'a kind such as Deployment')
  const metadata = value['metadata']
  if (isMap(metadata)) checkMetadata(report, value, metadata)
  else report.add(['metadata'], `${report.subject} has no metadata.name`, metadata, 'metadata is a map with a name')
  checkData(report, value)
  for (const { path, problem, hint } of unsendableIn(value)) {
    const field = path.length === 0 ? '' : `${formatPath(path)} of `
    report.add(path, `${field}${report.subject} ${problem}`, undefined, hint)
  }
  return report.problems
}

/** The same of what a template rendered, and what a recorded object may have but a template must not. */
export function templateProblemsOf(candidate: Candidate): KdeployError[] {
  const { value } = candidate
  const problems = problemsOf(candidate)
  if (!isMap(value)) return problems
  const report = new Report(candidate)
  checkServerWritten(report, asMap(value['metadata']))
  for (const { path, problem, hint } of emptyProtocolsIn(value)) {
    report.add(path, `${formatPath(path)} of ${report.subject} ${problem}`, undefined, hint)
  }
  return [...problems, ...report.problems]
}

/** What holds for one object at one time: the server refuses it, or takes the manifest for outdated. What else it writes it ignores. */
const serverWritten = ['managedFields', 'resourceVersion', 'uid']

function checkServerWritten(report: Report, metadata: JsonObject): void {
  const [first, ...more] = serverWritten.filter((field) => (metadata[field] ?? null) !== null)
  if (first === undefined) return
  const fields = [first, ...more].map((field) => `metadata.${field}`).join(' and ')
  report.add(
    ['metadata', first],
    `${fields} of ${report.subject} ${more.length === 0 ? 'is' : 'are'} for the API server to write`,
    undefined,
    'remove what `kubectl get -o yaml` adds: creationTimestamp, generation, managedFields, resourceVersion, uid and status',
  )
}

function checkMetadata(report: Report, object: JsonObject, metadata: JsonObject): void {
  const { name, generateName, namespace, labels, annotations } = metadata
  if (generateName !== undefined && name === undefined) {
    report.add(
      ['metadata', 'generateName'],
      `${report.subject} has generateName, so each apply would create another object`,
      generateName,
      'set metadata.name',
    )
  } else {
    // apimachinery's path.IsValidPathSegmentName: what every kind's name must be at least.
    report.expectName(
      object,
      ['metadata', 'name'],
      /^(?!\.{1,2}$)[^/%\s]+$/,
      'a name without spaces, slashes or percent signs',
    )
  }
  if (namespace !== undefined && namespace !== null && namespace !== '') {
    report.expectName(
      object,
      ['metadata', 'namespace'],
      /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/,
      'a DNS label such as my-ns',
    )
  }
  report.expectStrings(['metadata', 'labels'], labels)
  report.expectStrings(['metadata', 'annotations'], annotations)
}

/** The maps of strings that templates fill most, where YAML's own types surprise: `DEBUG: true`, `port: 8080`. */
function checkData(report: Report, object: JsonObject): void {
  if (object['apiVersion'] !== 'v1') return
  if (object['kind'] === 'ConfigMap') report.expectStrings(['data'], object['data'])
  if (!isSecret(object)) return
  report.expectStrings(['stringData'], object['stringData'])
  report.expectStrings(['data'], object['data'])
  for (const [key, value] of Object.entries(isMap(object['data']) ? object['data'] : {})) {
    if (typeof value === 'string' && !isBase64(value)) {
      report.add(
        ['data', key],
        `data.${key} of ${report.subject} is not base64`,
        undefined,
        'use stringData, or the filter b64encode',
      )
    }
  }
}

const nameHint =
  'names appear in messages, requests and logs: build it from values that are not sensitive (use HASHES if it should change with them)'

class Report {
  readonly problems: KdeployError[] = []
  readonly #candidate: Candidate

  constructor(candidate: Candidate) {
    this.#candidate = candidate
  }

  /** The object in words. */
  get subject(): string {
    const object = asMap(this.#candidate.value)
    const { name } = asMap(object['metadata'])
    const kind = typeof object['kind'] === 'string' && !this.#isSensitive(['kind']) ? object['kind'] : 'the object'
    return typeof name === 'string' && !this.#isSensitive(['metadata', 'name']) ? `${kind} ${name}` : kind
  }

  /** `found` undefined: the message says it all. */
  add(path: FieldPath, message: string, found: Json | undefined, hint: string): void {
    const shown = found === undefined ? '' : `, found ${describeValue(found, this.#shown(path))}`
    const text = this.#candidate.maskText(`${message}${shown}`)
    const place = this.#candidate.placeOf(path)
    this.problems.push(new KdeployError({ code: 'manifest-invalid', category: 'input', message: text, place, hint }))
  }

  #isSensitive(path: FieldPath): boolean {
    return (this.#candidate.sensitiveOf?.(path, 'value').length ?? 0) > 0
  }

  /** A Secret's data isn't shown, whether or not it came from a sensitive source. */
  #shown(path: FieldPath): string | undefined {
    const isData = path[0] === 'data' || path[0] === 'stringData'
    return isData && isSecret(asMap(this.#candidate.value)) ? '(masked)' : this.#candidate.shownOf(path)
  }

  expectName(object: JsonObject, path: readonly string[], pattern: RegExp, form: string): void {
    const value = valueAtPath(object, path)
    const isSensitive = this.#isSensitive(path)
    if (!isSensitive && typeof value === 'string' && pattern.test(value)) return
    const field = formatPath(path)
    if (isSensitive) {
      this.add(path, `${field} of ${this.subject} would contain a sensitive value`, undefined, nameHint)
    } else if (value === undefined || value === null || value === '') {
      this.add(path, `${this.subject} has no ${field}`, undefined, `set ${field} to ${form}`)
    } else if (typeof value !== 'string') {
      this.add(path, `${field} of ${this.subject} must be a string`, value, quoteHint(value))
    } else {
      this.add(path, `${field} of ${this.subject} must be ${form}`, value, 'correct it in the template')
    }
  }

  /** A map of strings; null values are the server's to judge. */
  expectStrings(path: readonly string[], value: Json | undefined): void {
    if (value === undefined || value === null) return
    if (!isMap(value)) {
      const field = formatPath(path)
      this.add(
        path,
        `${field} of ${this.subject} must be a map of strings`,
        value,
        `write ${field} as \`key: value\` lines`,
      )
      return
    }
    for (const [key, item] of Object.entries(value)) {
      if (item === null || typeof item === 'string') continue
      const hint =
        isMap(item) || Array.isArray(item) ? 'write it as text, e.g. as a literal block (|)' : quoteHint(item)
      this.add([...path, key], `${formatPath(path)}.${key} of ${this.subject} must be a string`, item, hint)
    }
  }
}

/** A boolean variable prints as Python's `True`, also in quotes. */
function quoteHint(value: Json): string {
  const quote = 'put the value in the template into quotes: "{{ … }}"'
  return typeof value === 'boolean'
    ? `${quote}, and set a variable as text (--set-string), else it prints as True or False`
    : quote
}
