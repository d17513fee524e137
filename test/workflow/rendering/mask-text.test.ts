import { expect, test } from 'vitest'
import { maskText } from '../../../src/workflow/rendering/mask-text.ts'

function masked(text: string): string {
  let count = 0
  return maskText({ template: 'a.yaml', text, placeAt: () => ({ file: 'a.yaml' }) }, () => `<${++count}>`)
}

const head = 'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n'
const item = '{kind: Secret, apiVersion: v1, metadata: {name: a}, stringData: {pw: hunter2}}'

test.each([
  ['a List', `apiVersion: v1\nkind: List\nitems:\n- ${item}\n- ${item}\n`],
  ['a List in a List', `kind: List\napiVersion: v1\nitems:\n- {kind: List, items: [${item}]}\n`],
  ['a SecretList', 'apiVersion: v1\nkind: SecretList\nitems:\n- {metadata: {name: a}, data: {pw: hunter2}}\n'],
  ['no apiVersion', 'kind: Secret\ndata: {pw: hunter2}\n'],
  ['broken YAML', `${head}stringData:\n  pw: "hunter2\n`],
  ['broken YAML in flow style', '{"kind":"Secret","data":{"pw":"hunter2"}'],
  ['broken YAML in another document', `${head}stringData:\n  pw: hunter2\n---\na: [\n`],
  ['a duplicate key', `${head}stringData:\n  pw: hunter2\n  pw: hunter2\n`],
  [
    'a copy of client-side apply',
    `${head}  annotations:\n    kubectl.kubernetes.io/last-applied-configuration: hunter2\n`.replace('{name: a}', ''),
  ],
  ['data that is text', `${head}data: hunter2\n`],
  ['data that is a list', `${head}data: [hunter2]\n`],
  ['an anchor outside data', `x: &p hunter2\n${head}stringData: {pw: *p}\n`],
  ['an anchor around data', `x: &p {pw: hunter2}\n${head}stringData: *p\n`],
  ['a merged map', `x: &p {pw: hunter2}\n${head}stringData: {<<: *p}\n`],
])('a literal Secret is masked in %s', (_what, text) => {
  const shown = masked(text)

  expect(shown).toContain('<1>')
  expect(shown).not.toContain('hunter2')
})

test('the line end after a block scalar stays, and its indentation', () => {
  const text = `${head}stringData:\n  b: |\n    one\n    two\n  c: three\n---\nkind: A\n`

  expect(masked(text)).toBe(`${head}stringData:\n  b: |\n    <1>\n  c: <2>\n---\nkind: A\n`)
})

test('what is no Secret stays readable next to a broken one', () => {
  const other = 'kind: ConfigMap\ndata: {a: [b}\n'

  expect(masked(`${other}---\nkind: Secret\ndata: {pw: [hunter2}\n---\n${other}`)).toBe(
    `${other}---\n<1>\n---\n${other}`,
  )
})

test('a reference to a Secret hides nothing', () => {
  const text = 'kind: A\nspec: {from: {kind: Secret, name: b, data: c}}\n'

  expect(masked(text)).toBe(text)
})
