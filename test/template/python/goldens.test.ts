import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { PyValue } from '../../../src/template/python/object.ts'
import { isText, traced } from '../../../src/template/python/text.ts'
import { traceNumber } from '../../../src/template/python/traced.ts'
import { type Case, evaluate } from '../../support/template/python-goldens.ts'

/** A folder that `generate_python.py --all FOLDER` wrote has ten times as many cases. */
const folder = process.env['KDEPLOY_PYTHON_CASES'] ?? new URL('../../golden/jinja/python', import.meta.url).pathname

const provenance = { origin: undefined, taints: [{ source: 'Secret my-ns/all', key: 'everything' }] }

/** A str or number that carries provenance gives the same results. */
function tainted(value: PyValue): PyValue {
  return isText(value) ? traced(value, undefined, provenance.taints) : traceNumber(value, provenance)
}

for (const file of readdirSync(folder)) {
  test(`${file.replace('.json', '')} has the results of CPython, markupsafe and Jinja2`, () => {
    const cases = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Case[]
    for (const dress of [undefined, tainted]) {
      const differences = cases
        .map((golden) => ({ golden, got: evaluate(golden, dress) }))
        .filter(({ golden, got }) => JSON.stringify(got) !== JSON.stringify(golden[3]))
      expect(differences).toEqual([])
    }
    expect(cases.length).toBeGreaterThan(300)
  })
}
