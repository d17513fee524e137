import { describe, expect } from 'vitest'
import { startApiProxy } from '../../support/cluster/api-proxy.ts'
import { test } from '../../support/cluster/cluster.ts'
import {
  generateNumbers,
  generateSecrets,
  kubeconfigSecrets,
  leaksIn,
  numberLeaksIn,
} from '../../support/secrets/secrets.ts'

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

/** Every command is run as it is, and with all that it can tell. */
const ways = ['', '--verbose'] as const

describe('no output holds a secret', () => {
  test.for(ways)('of any command, whether it succeeds or fails %s', { timeout: 240_000 }, async (way, { cluster }) => {
    const all = new Map([...secrets, ...(await kubeconfigSecrets(cluster))])
    await cluster.create([
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'vault' }, stringData: Object.fromEntries(secrets) },
    ])
    const { namespace } = cluster
    const project = await cluster.createProject({
      files: files(namespace, { 'consumer.yaml': consumer, 'secret.yaml': secret }),
    })
    const run = async (...args: string[]) => {
      const options = ['-p', 'prod_leak', ...(way === '' ? [] : [way])]
      const { stdout, stderr, exitCode } = await cluster.kdeploy([...args, ...options], { cwd: project.folder })
      expect(/\] variables took/.test(stderr)).toBe(way !== '' && args[0] !== 'undo')
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
      const leaks = [...leaksIn(text, all), ...numberLeaksIn(text, numbers)]
      expect({ command, leaks }).toEqual({ command, leaks: [] })
    }
  })

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
      const credentials = await kubeconfigSecrets(cluster)
      const project = await cluster.createProject()
      for (const [name, value] of chosen) {
        await project.write(files(cluster.namespace, { 'bad.yaml': `{% set value = s['${name}'] %}\n${template}` }))
        const hidden = new Map([[name, value], ...credentials])
        // It prints all that it does without, and more.
        const args = ['apply', '--verbose', '-p', 'prod_leak']
        const { stdout, stderr, exitCode } = await cluster.kdeploy(args, { cwd: project.folder })

        // Some values are valid there; what counts is that no output shows them.
        expect({ name, value, exitCode, leaks: leaksIn(stdout + stderr, hidden) }).toEqual({
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
    'a template that is missing': '{% include value %}',
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
      for (const way of ways) {
        const args = ['apply', '-p', 'prod_leak', ...(way === '' ? [] : [way])]
        const { stdout, stderr, exitCode } = await cluster.kdeploy(args, { cwd: project.folder })

        // Names of temporary folders are random.
        const text = (stdout + stderr).replaceAll(project.folder, '').replaceAll(cluster.kubeconfig, '')
        expect({ what, exitCode, text }).toEqual({ what, exitCode: 2, text: expect.not.stringMatching(/kq/i) })
      }
    }
  })

  test.for(ways)('of requests for objects that are called as a secret or a token is %s', async (way, { cluster }) => {
    const [token = ''] = (await kubeconfigSecrets(cluster)).values()
    const word = secrets.get('word-1') ?? ''
    await cluster.create([
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'vault' }, stringData: { used: word } },
    ])
    const named = [word, token].map((name) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "${name}"}\n`)
    const project = await cluster.createProject({
      files: files(cluster.namespace, { 'named.yaml': named.join('---\n') }),
    })
    const args = ['-p', 'prod_leak', ...(way === '' ? [] : [way])]

    const results = [
      await cluster.kdeploy(['apply', ...args], { cwd: project.folder }),
      await cluster.kdeploy(['undo', ...args], { cwd: project.folder }),
      await cluster.kdeploy(['delete', '--yes', ...args], { cwd: project.folder }),
    ]

    const text = results.map(({ stdout, stderr }) => stdout + stderr).join('')
    const known = new Map([['token', token]])
    // Only the commands that read the source know the other one.
    expect([...leaksIn(text, known), ...leaksIn(results[0]?.stderr ?? '', new Map([['word', word]]))]).toEqual([])
    expect(results[0]?.stderr).toMatch(
      way === '' ? /created {2}ConfigMap \S+\/\(masked \d+\)/ : /PATCH \S+\/configmaps\/\(masked \d+\)\?/,
    )
    expect(results.map(({ exitCode }) => exitCode)).toEqual([0, 2, 0])
  })

  test.for(ways)('of the kubeconfig where the API server sends it back %s', async (way, { cluster }) => {
    const credentials = await kubeconfigSecrets(cluster)
    const [token = ''] = credentials.values()
    const faults = [500, 403, 401, 429].map((code) => ({
      code,
      reason: 'Odd',
      message: `Authorization: Bearer ${token} / ${Buffer.from(`user:${token}`).toString('base64')}`,
      headers: { 'retry-after': '0', warning: `299 - "Bearer ${token}"` },
    }))
    const project = await cluster.createProject({ files: files(cluster.namespace, { 'secret.yaml': secret }) })
    for (const fault of faults) {
      const proxy = await startApiProxy(cluster, ({ url }) => (url.includes('/secrets') ? fault : undefined))
      try {
        const args = ['apply', '-p', 'prod_leak', '--kubeconfig', proxy.kubeconfig, ...(way === '' ? [] : [way])]
        const { stdout, stderr, exitCode } = await cluster.kdeploy(args, { cwd: project.folder })

        expect({ code: fault.code, leaks: leaksIn(stdout + stderr, credentials) }).toEqual({
          code: fault.code,
          leaks: [],
        })
        // Of the other two nothing is quoted.
        if (fault.code === 500 || fault.code === 403) expect(stderr).toMatch(/Authorization: Bearer \(masked \d+\)/)
        expect(exitCode).toBe(3)
      } finally {
        await proxy.close()
      }
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
