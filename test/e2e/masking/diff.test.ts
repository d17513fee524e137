import { describe, expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'

const header = (kind: string, version = 'v1') => `apiVersion: ${version}\nkind: ${kind}\nmetadata: {name: web}\n`

const deployment = (container: string) => `${header('Deployment', 'apps/v1')}spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: registry.example/web, ${container}}]
`

const configMap = (data: string) => `${header('ConfigMap')}data: {${data}}\n`

interface Step {
  readonly template: string
  readonly vault: Readonly<Record<string, string>>
}

/** The text of a diff after a first template was applied, another written, and the secret changed. */
async function diffAfter(cluster: Cluster, before: Step, after: Step): Promise<string> {
  const project = await cluster.createProject()
  const put = async ({ template, vault }: Step) => {
    await cluster.create([{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'vault' }, stringData: vault }])
    await project.write({
      'kdeploy.yaml': 'name: leak\nadopt: true\n',
      'profiles/prod_leak.yaml': `namespace: ${cluster.namespace}\nvariablesFrom: [{secret: vault, as: v}]\n`,
      'templates/web.yaml': template,
    })
  }
  await put(before)
  const args = ['-p', 'prod_leak']
  const applied = await cluster.kdeploy(['apply', '--no-wait', ...args], { cwd: project.folder })
  expect(applied).toMatchObject({ exitCode: 0 })
  await put(after)
  const { stdout, stderr, exitCode } = await cluster.kdeploy(['diff', ...args], { cwd: project.folder })
  const json = await cluster.kdeploy(['diff', '-o', 'json', ...args], { cwd: project.folder })
  expect([exitCode, json.exitCode]).toEqual([1, 1])
  const unified = await cluster.kdeploy(['diff', '-o', 'unified', ...args], { cwd: project.folder })
  return [json, unified].reduce((text, one) => text + one.stdout + one.stderr, stdout + stderr)
}

const cases: Record<string, { readonly before: Step; readonly after: Step; readonly shown: RegExp }> = {
  'an argument that moved and was rotated': {
    before: { template: deployment('args: ["--pw={{ v.pw }}", "--x"]'), vault: { pw: 'OldWord77' } },
    after: { template: deployment('args: ["--verbose", "--pw={{ v.pw }}", "--x"]'), vault: { pw: 'NewWord' } },
    shown: /^-- "?--pw=\(masked \d+\)"?$/m,
  },
  'a variable that becomes a reference': {
    before: { template: deployment('env: [{name: PW, value: "{{ v.pw | upper }}"}]'), vault: { pw: 'oldword77' } },
    after: {
      template: deployment('env: [{name: PW, valueFrom: {secretKeyRef: {name: vault, key: pw}}}]'),
      vault: { pw: 'oldword77' },
    },
    shown: /^-value: "?\(masked \d+\)"?$/m,
  },
  'a key that is dropped': {
    before: { template: configMap('old: "{{ v.pw }}", oldu: "{{ v.pw | upper }}"'), vault: { pw: 'oldword77' } },
    after: { template: configMap('new: "1"'), vault: { pw: 'oldword77' } },
    shown: /^-oldu: "?\(masked \d+\)"?$/m,
  },
  'a short value within a longer text': {
    before: { template: configMap('c: "v7 pin={{ v.pin }}"'), vault: { pin: 'w77' } },
    after: { template: configMap('c: "v7 pin={{ v.pin }}"'), vault: { pin: '7' } },
    shown: /^-c: "?v7 pin=\(masked \d+\)"?$/m,
  },
  'a key that is sensitive itself': {
    before: { template: configMap('"{{ v.pin }}": a, "{{ v.pin | upper }}-b": b'), vault: { pin: 'w77' } },
    after: { template: configMap('"{{ v.pin }}": a'), vault: { pin: 'other' } },
    shown: /^-"?\(masked \d+\)"?: "?\(masked \d+\)"?$/m,
  },
  'keys of a Secret': {
    before: {
      template: `${header('Secret')}stringData: {"{{ v.pin }}": a, open: b}\n`,
      vault: { pin: 'w77' },
    },
    after: { template: `${header('Secret')}stringData: {"{{ v.pin }}": a, open: b}\n`, vault: { pin: 'x77' } },
    shown: /^ {3}open: "?\(masked \d+\)"?$/m,
  },
}

describe('a diff shows nothing of a live secret', () => {
  for (const [what, { before, after, shown }] of Object.entries(cases)) {
    test(`of ${what}`, async ({ cluster }) => {
      const text = await diffAfter(cluster, before, after)

      expect(text).toMatch(shown)
      expect(text).not.toMatch(/word77|[wx]77/i)
    })
  }

  test('that the server copied into a field of its own, however short', async ({ cluster }) => {
    const template = `${header('Service')}spec: {selector: {app: web}, ports: [{port: {{ v.port }}}]}\n`

    const text = await diffAfter(cluster, { template, vault: { port: '7391' } }, { template, vault: { port: '7392' } })

    expect(text).toMatch(/^- +targetPort: "\(masked \d+\)"$/m)
    expect(text).not.toMatch(/739[12]/)
  })

  test('that somebody copied by hand into a field that no template fills', async ({ cluster }) => {
    const first = { template: configMap('a: "1"'), vault: { pw: 'oldword77' } }
    const copy = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'web' }, data: { hand: 'pw=oldword77' } }
    await cluster.kubectl(['create', '--field-manager', 'somebody', '-f', '-'], { input: JSON.stringify(copy) })

    const text = await diffAfter(cluster, first, { ...first, template: configMap('a: "2"') })

    expect(text).toMatch(/^ +hand: pw=\(masked \d+\)$/m)
    expect(text).not.toContain('oldword77')
  })
})
