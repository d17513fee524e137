import { describe, expect } from 'vitest'
import { test } from '../support/cluster.ts'
import { generateNumbers, generateSecrets, leaksIn, numberLeaksIn } from '../support/secrets.ts'

const secrets = generateSecrets(200)
const numbers = generateNumbers(40)

/** Every secret through every way that a template has with text. */
const consumer = `apiVersion: v1
kind: ConfigMap
metadata:
  name: consumer
  annotations:
    note: {{ ('all of ' ~ s.values() | join(' ')) | tojson }}
data:
{% for name, value in s | dictsort %}
  {{ name }}-plain: {{ value | tojson }}
  {{ name }}-url: {{ ('https://user:' ~ value ~ '@host/') | tojson }}
  {{ name }}-base64: {{ value | b64encode }}
  {{ name }}-loud: {{ value | upper | tojson }}
  {{ name }}-format: {{ ('%s and {}'.format(value) % value[1:] if '%' not in value and '{' not in value else value) | tojson }}
  {{ name }}-lines: |
    {{ value | indent(4) }}
  {{ name }}-json: {{ {'key': value} | to_json | tojson }}
{% endfor %}
{% for name, value in pins | dictsort %}
  {{ name }}-plain: "{{ value }}"
  {{ name }}-more: "{{ value + 1 }}"
  {{ name }}-int: "{{ value | string | int(0) or value | int }}"
  {{ name }}-float: "{{ value | string | float }}"
  {{ name }}-yaml: "{{ ('a: ' ~ value) | from_yaml }}"
  {{ name }}-json: "{{ (value | to_json | from_json) * 1 }}"
  {{ name }}-base64: {{ value | string | b64encode }}
  {{ name }}-map: {{ {'key': value, 'open': 'shown'} | to_nice_yaml | tojson }}
  {{ name }}-format: "{{ '%.2f and {:f}'.format(value) % value }}"
{% endfor %}
`

const secret = `apiVersion: v1
kind: Secret
metadata: {name: produced}
stringData:
{% for name, value in s | dictsort %}
  {{ name }}: {{ value | tojson }}
{% endfor %}
`

function files(namespace: string, templates: Record<string, string>): Record<string, string> {
  return {
    'kdeploy.yaml': 'name: leak\n',
    'profiles/prod_leak.yaml': `namespace: ${namespace}\nvariablesFrom:\n- {secret: vault, as: s}\n- {file: n.json, sensitive: true, as: pins}\n`,
    'n.json': JSON.stringify(Object.fromEntries(numbers)),
    ...Object.fromEntries(Object.entries(templates).map(([name, text]) => [`templates/${name}`, text])),
  }
}

describe('no output holds a secret', () => {
  test('of any command, whether it succeeds or fails', async ({ cluster }) => {
    await cluster.create([
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'vault' }, stringData: Object.fromEntries(secrets) },
    ])
    const { namespace } = cluster
    const project = await cluster.createProject({
      files: files(namespace, { 'consumer.yaml': consumer, 'secret.yaml': secret }),
    })
    const run = async (...args: string[]) => {
      const { stdout, stderr, exitCode } = await cluster.kdeploy([...args, '-p', 'prod_leak'], { cwd: project.folder })
      return { command: args.join(' '), exitCode, text: stdout + stderr }
    }
    const results = [
      await run('render'),
      await run('render', '--raw'),
      await run('render', '--mask'),
      await run('render', '--raw', '--mask'),
      await run('explain'),
      await run('explain', '-o', 'json'),
      await run('diff'),
      await run('apply'),
      await run('apply'),
    ]
    // Every secret changes: the old values of the live objects must not show either.
    const changed = Object.fromEntries([...secrets].map(([name, value]) => [name, `${value}-changed`]))
    await cluster.create([{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'vault' }, stringData: changed }])
    results.push(await run('diff'), await run('apply'), await run('undo'))
    expect(results.map(({ command, exitCode }) => `${command}: ${exitCode}`)).toEqual([
      'render: 2',
      'render --raw: 2',
      'render --mask: 0',
      'render --raw --mask: 0',
      'explain: 0',
      'explain -o json: 0',
      'diff: 1',
      'apply: 0',
      'apply: 0',
      'diff: 1',
      'apply: 0',
      'undo: 0',
    ])
    for (const { command, text } of results) {
      const leaks = [...leaksIn(text, secrets), ...numberLeaksIn(text, numbers)]
      expect({ command, leaks }).toEqual({ command, leaks: [] })
    }
  }, 240_000)

  const failures: Record<string, string> = {
    'a value that the API server refuses and quotes':
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: bad\n  labels: {a: {{ value | tojson }}}\n',
    'a name that is no name': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: {{ value | tojson }}}\n',
    'a kind that is none': 'apiVersion: v1\nkind: {{ value | tojson }}\nmetadata: {name: a}\n',
    'malformed Secret data': 'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {k: {{ value | tojson }}}\n',
    'a number that is none':
      'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: {{ value | tojson }}}]}\n',
    'broken YAML': 'apiVersion: v1\nkind: [{{ value }}\n',
    'a document that is text': '{{ value }}\n',
    'an unknown field': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\nspec: {a: {{ value | tojson }}}\n',
    'an error of the template': '{{ value.nope.nope }}{{ value | from_json }}\n',
    'a failing filter': '{{ value | from_json }}\n',
    'a failing conversion': '{{ [value] | sum }}\n',
    'a missing key': "{{ {'a': 1}[value] }}\n",
    'a missing template': '{% include value %}\n',
    'a mandatory value': '{{ value | regex_search("(") }}\n',
  }
  for (const [what, template] of Object.entries(failures)) {
    test(`of an error: ${what}`, async ({ cluster }) => {
      const chosen = [...secrets].filter(([name]) => /^(token|json|yaml|lines|unicode|word)-0$/.test(name))
      await cluster.create([
        { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'vault' }, stringData: Object.fromEntries(chosen) },
      ])
      const project = await cluster.createProject()
      for (const [name, value] of chosen) {
        await project.write(files(cluster.namespace, { 'bad.yaml': `{% set value = s['${name}'] %}\n${template}` }))
        const { stdout, stderr, exitCode } = await cluster.kdeploy(['apply', '-p', 'prod_leak'], {
          cwd: project.folder,
        })

        // Some values are valid there; what counts is that no output shows them.
        expect({ name, value, exitCode, leaks: leaksIn(stdout + stderr, new Map([[name, value]])) }).toEqual({
          name,
          value,
          exitCode: expect.toSatisfy((code: number) => code !== 70),
          leaks: [],
        })
      }
    }, 240_000)
  }

  const own: Record<string, string> = {
    'an unknown key': '{{ {}[value] }}',
    'an unknown key in upper case': '{{ {}[value | upper] }}',
    'an unknown key that is a part': "{{ {}['part ' ~ value[:3]] }}",
    'a value that is not in a list': '{{ [1].index([value]) }}',
    'an excerpt of broken YAML': "{{ ('a: [' ~ value) | from_yaml }}",
    'a duplicate key': 'a: {"{{ value }}": 1, "{{ value }}": 2}\n',
    'an unknown anchor': 'a: *{{ value[1:3] }}\n',
    'a name of an object': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "a{{ value[1:3] }}"}\n',
  }
  test('of kdeploy’s own errors, however short it is', async ({ cluster }) => {
    await cluster.create([
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'vault' }, stringData: { short: '~Kq^' } },
    ])
    const project = await cluster.createProject()
    for (const [what, template] of Object.entries(own)) {
      await project.write(files(cluster.namespace, { 'bad.yaml': `{% set value = s.short %}\n${template}` }))
      const { stdout, stderr, exitCode } = await cluster.kdeploy(['apply', '-p', 'prod_leak'], { cwd: project.folder })

      expect({ what, exitCode, text: stdout + stderr }).toEqual({
        what,
        exitCode: 2,
        text: expect.not.stringMatching(/kq/i),
      })
    }
  })

  test('and the search finds them where a mask is missing', async ({ cluster }) => {
    await cluster.create([
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'vault' }, stringData: Object.fromEntries(secrets) },
    ])
    const project = await cluster.createProject({ files: files(cluster.namespace, { 'consumer.yaml': consumer }) })

    const { stdout } = await cluster.kdeploy(['render', '--show-secrets', '-p', 'prod_leak'], { cwd: project.folder })

    expect(leaksIn(stdout, secrets)).toHaveLength(secrets.size)
    expect(numberLeaksIn(stdout, numbers)).toHaveLength(numbers.size)
  })
})
