import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type Case, evaluate } from './goldens.ts'

/** A folder that `generate_python.py --all FOLDER` wrote has ten times as many cases. */
const folder = process.env['KDEPLOY_PYTHON_CASES'] ?? new URL('../../golden/jinja/python', import.meta.url).pathname

for (const file of readdirSync(folder)) {
  test(`${file.replace('.json', '')} has the results of CPython, markupsafe and Jinja2`, () => {
    const cases = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Case[]
    const differences = cases
      .map((golden) => ({ golden, got: evaluate(golden) }))
      .filter(({ golden, got }) => JSON.stringify(got) !== JSON.stringify(golden[3]))
    expect(differences).toEqual([])
    expect(cases.length).toBeGreaterThan(300)
  })
}
