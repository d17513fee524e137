import { describe, expect, test } from 'vitest'
import { KdeployError } from '../../src/errors.ts'
import { templatesFromPlain } from '../../src/scaffold/from-plain.ts'
import { createEnvironment } from '../../src/template/library.ts'
import { readDocuments } from '../../src/yaml/read.ts'

const environment = createEnvironment({ undefined: 'strict', extensions: ['jinja2.ext.do', 'kdeploy.ansible'] })

/** The templates of one text, and what they render to with its variables. */
function convert(text: string) {
  const { templates, variables, secrets } = templatesFromPlain([{ name: 'in.yaml', template: 'in.yaml', text }])
  const template = templates.get('in.yaml') ?? ''
  const rendered = environment.renderString(template, Object.fromEntries(variables))
  return { template, variables: Object.fromEntries(variables), secrets, values: valuesOf(rendered) }
}

function valuesOf(text: string) {
  return readDocuments(text, 'x')
    .map(({ value }) => value)
    .filter((value) => value !== null)
}

const configMap = (data: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n${data}`

const deployment = (image: string, name = 'web') => `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec:
  replicas: 3
  template:
    spec:
      containers:
      - name: web
        image: ${image}
`

describe('plain YAML as a template', () => {
  test.each<[string, string]>([
    ['an expression of Go templates', configMap('  a: "{{ .Values.x }}"\n')],
    ['an expression in a literal block', configMap('  a: |\n    {{- if .x }}\n      y\n    {{- end }}\n  b: z\n')],
    ['a statement and a comment', configMap('  a: \'{% if x %}\'\n  b: "{# no"\n')],
    ['the end of a raw block', configMap('  a: "{% raw %}{{ x }}{% endraw %}"\n')],
    [
      'an anchor, an alias and a merge key',
      configMap('  a: &x "1"\n  b: *x\nx-base: &base {k: "1"}\nmore: {<<: *base, l: "2"}\n'),
    ],
    ['a literal block without a newline at the end of the file', configMap('  a: |\n    text')],
    ['a literal block at the end of the file', configMap('  a: |\n    text\n')],
    ['a literal block that keeps its newlines', configMap('  a: |+\n    text\n\n\n')],
    ['a literal block with an indentation of its own', configMap('  a: |2\n      text\n    more\n')],
    ['a folded block', configMap('  a: >-\n    text\n    more\n\n    end\n')],
    ['line breaks of Windows', configMap('  a: |\n    one\n    two\n  b: "{{ x }}"\n').replaceAll('\n', '\r\n')],
    ['a tab in a value and before a comment', configMap('  a: "x\ty"\t# {{ no }}\n  b: |\n    \tz\n')],
    [
      'several documents',
      `# one\n${configMap('  a: "1"\n')}---\n# two\n${configMap('  b: |\n    x\n').replace('name: a', 'name: b')}...\n---\n`,
    ],
    ['a document behind its separator', `--- {apiVersion: v1, kind: Service, metadata: {name: a}, spec: {}}\n`],
    ['a directive', `%YAML 1.1\n---\n${configMap('  a: "1"\n')}`],
    [
      'a List',
      `apiVersion: v1\nkind: List\nitems:\n- ${deployment('a:1').trimEnd().replaceAll('\n', '\n  ')}\n- {apiVersion: v1, kind: Service, metadata: {name: s}}\n`,
    ],
    [
      'JSON',
      '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"a":"{\\"b\\":{\\"c\\":\\"{{x}}\\"}}"}}',
    ],
    [
      'values that look like others',
      configMap('  a: "yes"\n  b: "0644"\n  c: "1e3"\n  d: "null"\n  e: "~"\n  f: "2026-01-01"\n'),
    ],
    ['characters beyond ASCII', configMap('  a: "é \\u0007 \\U0001F600 \u00a0"\n  b: 😀\n')],
    ['a key with an expression', configMap('  "{{ a }}": b\n  ? "c{%"\n  : d\n')],
    ['a multi-line flow scalar', configMap('  a: "one\n\n    two \\\n    three {{ x }}"\n')],
  ])('renders to the same: %s', (_, text) => {
    expect(convert(text).values).toEqual(valuesOf(text))
  })

  test('stays as it is written, comments and quotes included', () => {
    const text = `# why\n${configMap("  a: 'x' # note\n")}`

    expect(convert(text).template).toBe(text)
  })

  test('has the tag of its only image and its replicas in variables', () => {
    const text = `${deployment('"registry.example.com:5000/team/web:1.10"')}`
    const { template, variables, values } = convert(text)

    expect(template).toContain('replicas: {{ replicas }}\n')
    expect(template).toContain('image: "registry.example.com:5000/team/web:{{ image_tag }}"\n')
    expect(variables).toEqual({ image_tag: '1.10', replicas: 3 })
    expect(values).toEqual(valuesOf(text))
  })

  test('has no variable in the place of an alias', () => {
    const text = `${deployment('&image web:1')}      initContainers:\n      - {name: i, image: *image}\n`
    const { template, values } = convert(text)

    expect(template).toContain('image: *image')
    expect(values).toEqual(valuesOf(text))
  })

  test('leaves out Secrets that hold values, alone or in a List, and says which', () => {
    const secret = 'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: swordfish}\n'
    const { template, secrets } = convert(
      `${configMap('  a: "1"\n')}---\n# the password\n${secret}---\n# last\n${deployment('a:1')}`,
    )
    const list = `apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Secret, metadata: {name: s}, data: {p: c3dvcmRmaXNo}}\n- {apiVersion: v1, kind: Service, metadata: {name: a}}\n`

    expect(secrets.map(({ metadata }) => metadata.name)).toEqual(['s'])
    expect(template).not.toContain('swordfish')
    expect(template).toMatch(/^apiVersion: v1\nkind: ConfigMap[\s\S]*---\n# last\napiVersion: apps\/v1\n/)
    expect(convert(list).template).toBe('apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n')
  })

  const typedSecrets = 'apiVersion: v1\nkind: SecretList\nitems:\n- metadata: {name: s}\n  data: {p: CANARY}\n'
  const secretWith = (rest: string) => `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n${rest}`
  const annotated = (annotation: string, text: string) =>
    secretWith('').replace('{name: s}', `{name: s, annotations: {${annotation}: '${text}'}}`)

  test.each([
    ['the items of a SecretList, which say no kind', typedSecrets],
    ['a SecretList in a List', `apiVersion: v1\nkind: List\nitems:\n- ${typedSecrets.replaceAll('\n', '\n  ')}\n`],
    ['a misspelt field', secretWith('stringdata: {p: CANARY}\n')],
    ['values that are no map', secretWith('data: CANARY\n')],
    [
      'its own copy by kubectl',
      annotated('kubectl.kubernetes.io/last-applied-configuration', '{"data":{"p":"CANARY"}}'),
    ],
    ['its own copy by another tool', annotated('example.com/was', '{"kind":"Secret","data":{"p":"CANARY"}}')],
    ['a document behind the end of another', `${configMap('  a: "1"\n')}...\n${secretWith('data: {p: CANARY}\n')}`],
    [
      'a document behind a mark of byte order',
      `${configMap('  a: "1"\n')}...\n\uFEFF---\n${secretWith('data: {p: CANARY}\n')}`,
    ],
  ])('leaves out a Secret: %s', (_, text) => {
    const kept = configMap('  b: "2"\n').replace('name: a', 'name: kept')
    const { template, secrets, values } = convert(`${kept}---\n${text}`)

    expect(secrets.map(({ metadata }) => metadata.name)).toEqual(['s'])
    expect(template).not.toContain('CANARY')
    expect(values).toContainEqual(valuesOf(kept)[0])
    expect(values).toHaveLength(text.includes('name: a}') ? 2 : 1)
  })

  test('gives the items of a typed list their kind where it takes a Secret out of it', () => {
    const list = 'apiVersion: v1\nkind: ConfigMapList\nitems:\n- metadata: {name: a}\n'
    const withSecret = `${list}- {apiVersion: v1, kind: Secret, metadata: {name: s}, data: {p: CANARY}}\n`

    expect(convert(list)).toMatchObject({ template: list, values: valuesOf(list) })
    expect(convert(withSecret).template).toBe('apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n')
  })

  test('keeps a Secret that holds no values', () => {
    const text = 'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ntype: kubernetes.io/service-account-token\n'

    expect(convert(text)).toMatchObject({ secrets: [], template: text })
  })

  test('has no template for a file of which nothing is left', () => {
    const files = [{ name: 'a.yaml', template: 'a.yaml', text: '# nothing\n---\n' }]

    expect([...templatesFromPlain(files).templates]).toEqual([])
  })

  test('tells where its YAML is broken', () => {
    expect(() => convert('a: [1\nb: 2\n')).toThrow(KdeployError)
  })
})
