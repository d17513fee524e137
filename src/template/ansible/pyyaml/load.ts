import {
  defineMappingTag,
  defineScalarTag,
  defineSequenceTag,
  loadAll,
  mergeTag,
  NOT_RESOLVED,
  Schema,
  YAMLException,
} from 'js-yaml'
import { Bytes } from '../../python/bytes.ts'
import { PyDict } from '../../python/dict.ts'
import { PyError, raise } from '../../python/error.ts'
import { PyFloat } from '../../python/float.ts'
import { type Int, normalize } from '../../python/integer.ts'
import { parseFloatText, parseInteger } from '../../python/numbers.ts'
import { type Provenance, PyObject, type PyValue } from '../../python/object.ts'
import { provenanceOf, type Text, textOf, withProvenance } from '../../python/text.ts'
import { traceNumber } from '../../python/traced.ts'
import { type DateParts, PyDate } from '../dates.ts'
import { resolveScalar, type ScalarType } from './resolver.ts'

/**
 * The one document of a YAML 1.1 text as PyYAML's SafeLoader reads it, each scalar with the provenance of the text.
 * @throws PyError YAMLError where the text is no YAML, or holds more than one document
 */
export function loadYaml(source: Text): PyValue {
  const documents = loadDocuments(source)
  if (documents.length > 1) raise('YAMLError', 'expected a single document in the stream')
  return documents[0] ?? null
}

/** All documents of such a text. @throws PyError YAMLError where the text is no YAML */
export function loadDocuments(source: Text): PyValue[] {
  const provenance = provenanceOf(source)
  const isSensitive = (provenance?.taints.length ?? 0) > 0
  const describe = isSensitive ? withoutText : (error: YAMLException) => error.message
  const schema = provenance === null ? plainSchema : schemaFor(provenance)
  // The schema makes nothing but values of templates.
  return loadLeniently(textOf(source), schema, describe) as PyValue[]
}

/** Reason and place, but neither the lines nor what the reason quotes of them. */
function withoutText({ reason, mark }: YAMLException): string {
  const told = reason.replace(/(["'`]).*\1|!?<.*>|!\S+/gs, '(masked)')
  return mark === undefined ? told : `${told} (${mark.line + 1}:${mark.column + 1})`
}

const mostIndentations = 500

/**
 * js-yaml refuses a line of a flow collection or quoted scalar that is indented less than its parent; PyYAML
 * doesn't, and indentation means nothing there: such lines get more of it.
 */
function loadLeniently(source: string, schema: Schema, describe: (error: YAMLException) => string): unknown[] {
  let text = source
  for (let attempt = 0; ; attempt++) {
    try {
      return loadAll(text, { schema, json: true, maxDepth: 500, maxTotalMergeKeys: 100_000 })
    } catch (error) {
      if (!(error instanceof YAMLException)) throw error
      const line = error.mark?.line
      if (attempt === mostIndentations || error.reason !== 'deficient indentation' || line === undefined) {
        return raise('YAMLError', describe(error))
      }
      const lines = text.split('\n')
      lines[line] = `        ${lines[line] ?? ''}`
      text = lines.join('\n')
    }
  }
}

function schemaFor(provenance: Provenance | null): Schema {
  const text = (value: string): Text => withProvenance(value, provenance)
  return new Schema([
    defineScalarTag<PyValue>('tag:yaml.org,2002:str', { resolve: text, identify: never }),
    typed('null', () => null),
    typed('bool', (value) => traceNumber(['yes', 'true', 'on'].includes(value.toLowerCase()), provenance)),
    typed('int', (value) => traceNumber(readInt(value), provenance)),
    typed('float', (value) => traceNumber(new PyFloat(readFloat(value)), provenance)),
    typed('timestamp', (value) => new PyDate(readTimestamp(value), provenance)),
    defineScalarTag<PyValue>('tag:yaml.org,2002:binary', {
      resolve: (value) => new Bytes(Buffer.from(value, 'base64'), provenance),
      identify: never,
    }),
    mergeTag,
    defineSequenceTag<PyValue[]>('tag:yaml.org,2002:seq', {
      create: () => [],
      addItem: (list, item) => {
        list.push(item as PyValue)
      },
      identify: never,
    }),
    defineMappingTag<PyDict>('tag:yaml.org,2002:map', {
      create: () => new PyDict(),
      addPair: (dict, key, value) => {
        try {
          dict.set(key as PyValue, value as PyValue)
          return ''
        } catch (error) {
          if (error instanceof PyError) return 'found unhashable key'
          throw error
        }
      },
      has: (dict, key) => isHashable(key) && dict.has(key as PyValue),
      keys: (dict) => dict.keys(),
      get: (dict, key) => dict.get(key as PyValue) ?? null,
      identify: (data) => data instanceof PyDict,
    }),
  ])
}

const plainSchema = schemaFor(null)

function never(): boolean {
  return false
}

function isHashable(key: unknown): boolean {
  return (
    !Array.isArray(key) &&
    (!(key instanceof PyObject) || key.pyHashKey !== undefined || 'text' in key || key instanceof PyFloat)
  )
}

/** A plain scalar's type, by YAML 1.1's rules, or an explicit tag. */
function typed(type: ScalarType, read: (text: string) => PyValue): ReturnType<typeof defineScalarTag<PyValue>> {
  return defineScalarTag<PyValue>(`tag:yaml.org,2002:${type}`, {
    implicit: true,
    resolve: (text, isExplicit) => (isExplicit || resolveScalar(text) === type ? read(text) : NOT_RESOLVED),
    identify: never,
  })
}

/** SafeConstructor.construct_yaml_int: decimal, binary, octal from a leading 0, hexadecimal, base 60. */
function readInt(written: string): Int {
  const text = written.replaceAll('_', '')
  const isNegative = text.startsWith('-')
  const digits = text.replace(/^[-+]/, '')
  const size = readMagnitude(digits)
  return isNegative ? normalize(-BigInt(size)) : size
}

function readMagnitude(digits: string): Int {
  if (/^0[bx]/.test(digits)) return parseInteger(digits, 0)
  if (digits.includes(':')) {
    return normalize(digits.split(':').reduce((total, part) => total * 60n + BigInt(part), 0n))
  }
  return parseInteger(digits, digits.startsWith('0') ? 8 : 10)
}

/** SafeConstructor.construct_yaml_float */
function readFloat(written: string): number {
  const text = written.replaceAll('_', '').toLowerCase()
  const sign = text.startsWith('-') ? -1 : 1
  const digits = text.replace(/^[-+]/, '')
  if (digits === '.inf') return sign * Number.POSITIVE_INFINITY
  if (digits === '.nan') return Number.NaN
  if (!digits.includes(':')) return sign * parseFloatText(digits)
  return sign * digits.split(':').reduce((total, part) => total * 60 + parseFloatText(part), 0)
}

const timestamp =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.(\d*))?(?:[ \t]*(?:Z|([-+])(\d\d?)(?::(\d\d))?))?)?$/

/** SafeConstructor.construct_yaml_timestamp @throws PyError ValueError where there is no such day or time */
function readTimestamp(text: string): DateParts {
  const match = timestamp.exec(text)
  if (match === null) return raise('ValueError', `no timestamp: ${text}`)
  const [, year, month, day, hour, minute, second, fraction = '', sign, zoneHour, zoneMinute] = match
  const date = { year: Number(year), month: Number(month), day: Number(day) }
  if (date.month < 1 || date.month > 12) raise('ValueError', 'month must be in 1..12')
  if (date.day < 1 || date.day > new Date(Date.UTC(date.year, date.month, 0)).getUTCDate()) {
    raise('ValueError', 'day is out of range for month')
  }
  if (hour === undefined) return date
  if (Number(hour) > 23) raise('ValueError', 'hour must be in 0..23')
  if (Number(minute) > 59) raise('ValueError', 'minute must be in 0..59')
  if (Number(second) > 59) raise('ValueError', 'second must be in 0..59')
  const east = Number(zoneHour ?? 0) * 60 + Number(zoneMinute ?? 0)
  const offset = sign === undefined ? (text.endsWith('Z') ? 0 : undefined) : sign === '-' ? 0 - east : east
  const microsecond = Number(fraction.slice(0, 6).padEnd(6, '0'))
  return {
    ...date,
    time: { hour: Number(hour), minute: Number(minute), second: Number(second), microsecond, offset },
  }
}
