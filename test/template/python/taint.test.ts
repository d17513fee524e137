import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Bytes } from '../../../src/template/python/bytes.ts'
import { PyError } from '../../../src/template/python/error.ts'
import { PyFloat } from '../../../src/template/python/float.ts'
import { PyObject, type PyValue } from '../../../src/template/python/object.ts'
import { isText, provenanceOf, textOf, traced } from '../../../src/template/python/text.ts'
import { traceNumber, untraced } from '../../../src/template/python/traced.ts'
import { type Case, compute } from '../../support/template/python-goldens.ts'

const folder = new URL('../../golden/jinja/python/', import.meta.url)
const cases = readdirSync(folder).flatMap((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Case[])

const provenance = { origin: undefined, taints: [{ source: 'Secret my-ns/all', key: 'everything' }] }

function taint(value: PyValue): PyValue {
  if (value instanceof Bytes) return new Bytes(value.data, provenance)
  return isText(value) ? traced(value, undefined, provenance.taints) : traceNumber(value, provenance)
}

/** Inputs that carry nothing, so that a result needn't either: empty ones, None, ranges, undefined values; `imag` is always 0. */
const carriesNothing = /"range"|"undefined"|"view"|"imag"|null|""|\[\]/

/** What only measures or finds: lengths and positions say little, and carry nothing. */
const measures = new Set(['len', '.count', '.find', '.rfind', '.index', '.rindex', '.bit_length', '.bit_count'])

/** Strs that hold more than padding, ints, floats and bytes of a result; a bool is a comparison's. */
function leavesOf(value: PyValue): readonly PyValue[] {
  if (isText(value)) return /[^\s0#*<>=-]/.test(textOf(value)) ? [value] : []
  const plain = untraced(value)
  if (typeof plain === 'number' || typeof plain === 'bigint' || plain instanceof PyFloat) return [value]
  if (plain instanceof Bytes) return plain.data.length > 0 ? [plain] : []
  if (Array.isArray(plain)) return plain.flatMap(leavesOf)
  return plain instanceof PyObject && plain.pyContents !== undefined ? [...plain.pyContents()].flatMap(leavesOf) : []
}

describe('what an operator, method or format makes of tainted values is tainted', () => {
  const operations = new Set(cases.map(([operation]) => operation))
  for (const operation of operations) {
    if (measures.has(operation)) continue
    it(operation, () => {
      const clean = cases.filter(
        (golden) =>
          golden[0] === operation && !carriesNothing.test(JSON.stringify(golden[1])) && !isWhollyTainted(golden),
      )
      expect(clean.map((golden) => JSON.stringify(golden))).toEqual([])
    })
  }
})

function isWhollyTainted(golden: Case): boolean {
  try {
    const [result] = compute(golden, taint)
    return leavesOf(result).every((leaf) => provenanceOf(leaf)?.taints.length === 1)
  } catch (error) {
    // The goldens hold what fails too.
    if (error instanceof PyError) return true
    throw error
  }
}
