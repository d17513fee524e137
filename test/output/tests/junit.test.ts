import { execa } from 'execa'
import { expect, test } from 'vitest'
import { createScreen } from '../../../src/output/terminal/screen.ts'
import { showTestsAsJunit } from '../../../src/output/tests/junit.ts'
import { redact, report } from './report.ts'

interface Element {
  readonly tag: string
  readonly attributes: Readonly<Record<string, string>>
  readonly text: string | null
  readonly inner: readonly Element[]
}

/** What a real XML parser reads. */
async function parse(xml: string): Promise<Element> {
  const script = `
import json, sys, xml.etree.ElementTree as tree
read = lambda one: {'tag': one.tag, 'attributes': one.attrib, 'text': one.text, 'inner': [read(inner) for inner in one]}
print(json.dumps(read(tree.fromstring(sys.stdin.buffer.read()))))`
  const { stdout } = await execa('python3', ['-c', script], { input: xml })
  return JSON.parse(stdout)
}

/** The attributes that an element has in Jenkins' schema (xunit-plugin, junit-10.xsd), and `file`, by which GitLab links a case. */
const known: Readonly<Record<string, readonly string[]>> = {
  testsuites: ['name', 'time', 'tests', 'failures', 'errors'],
  testsuite: ['name', 'tests', 'failures', 'errors', 'skipped', 'time', 'file'],
  testcase: ['name', 'classname', 'time', 'file'],
  failure: ['type', 'message'],
}

/** Where an element may stand, and which of its attributes must be there. */
const required: Readonly<Record<string, readonly string[]>> = {
  testsuites: [],
  testsuite: ['name', 'tests', 'failures', 'errors'],
  testcase: ['name'],
  failure: [],
}
const below: Readonly<Record<string, string>> = { testsuites: 'testsuite', testsuite: 'testcase', testcase: 'failure' }

function problemsOf({ tag, attributes, inner }: Element): string[] {
  const names = Object.keys(attributes)
  return [
    ...names.filter((name) => !known[tag]?.includes(name)).map((name) => `${tag} has no ${name}`),
    ...(required[tag] ?? [`${tag} is unknown`]).filter((name) => !names.includes(name)),
    ...inner.flatMap((one) => (one.tag === below[tag] ? problemsOf(one) : [`${one.tag} in ${tag}`])),
  ]
}

test('the report is what CI systems read, a suite per file', async () => {
  let written = ''
  const stream = { write: (text: string) => (written += text) }
  showTestsAsJunit(report, createScreen({ stdout: stream, stderr: stream }, {}, (text) => text).out, redact)

  const root = await parse(written)
  expect(root.tag).toBe('testsuites')
  expect(problemsOf(root)).toEqual([])
  expect(root.attributes).toMatchObject({ tests: '3', failures: '2', errors: '0' })
  const [web, bad] = root.inner
  expect(web?.inner.map(({ attributes }) => attributes['name'])).toEqual([
    'passes (prod_shop)',
    'fails <&> "all" (prod_shop)',
  ])
  expect(web?.inner[0]).toMatchObject({ attributes: { time: '0.012', file: 'tests/web.yaml' }, inner: [] })
  expect(web?.inner[1]?.inner[0]?.text).toContain('-token: (masked 1)\n+token: other')
  expect(bad?.inner[0]?.inner[0]?.attributes).toMatchObject({ type: 'yaml-syntax' })
  expect(written).not.toMatch(/hunter2|\u001b/)
})
