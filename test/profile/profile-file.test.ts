import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { KdeployError } from '../../src/errors.ts'
import { readProfileFile, readProjectFile } from '../../src/profile/profile-file.ts'
import { settingsOf } from '../../src/profile/settings.ts'
import { sources } from '../../src/sources/registry.ts'

function problemsOf(read: () => unknown): KdeployError[] {
  try {
    read()
  } catch (error) {
    if (error instanceof KdeployError) return error.problems.length > 0 ? [...error.problems] : [error]
    throw error
  }
  throw new Error('no KdeployError')
}

const everything = `
namespace: my-ns-{{ env_type }}
kubeContext: prod-eu
templates: [web.yaml, "jobs/*.yaml"]
variables: {replicas: 3, image: "registry/app:{{ tag }}"}
variablesFrom:
- file: shared.yaml
- {configMap: shared, as: live}
- {configMap: {selector: app=web}, namespace: other, optional: true, example: {a: b}}
- {configMap: , selector: app=web}
- {secret: db, as: db, keys: [password]}
- sops: secrets/prod.enc.yaml
- {command: [vault, kv, get, -format=json, kv/app], timeout: 10s, sensitive: true, format: json}
- environment: [CI_COMMIT_SHA]
guard: {kubeContext: prod-eu, cluster: 6a5f, namespace: my-ns-prod}
confirm: true
`

describe('readProfileFile', () => {
  it('reads every key and every source of the documentation', () => {
    const file = readProfileFile(everything, 'profiles/prod.yaml', sources)
    expect(file.settings).toMatchObject({ kubeContext: 'prod-eu', confirm: true, guard: { cluster: '6a5f' } })
    expect(file.variables).toEqual({ replicas: 3, image: 'registry/app:{{ tag }}' })
    expect(file.variablesFrom.map(({ type, place }) => `${type} ${place.line}`)).toEqual([
      'file 7',
      'configMap 8',
      'configMap 9',
      'configMap 10',
      'secret 11',
      'sops 12',
      'command 13',
      'environment 14',
    ])
  })

  it.each(['', '# nothing yet\n', '---\n', 'variables:\nvariablesFrom:\n'])('takes %j for an empty profile', (text) => {
    expect(readProfileFile(text, 'p.yaml', sources)).toMatchObject({ settings: {}, variables: {}, variablesFrom: [] })
  })

  it.each([
    ['n', 'boolean false'],
    ['y', 'boolean true'],
    ['No', 'boolean false'],
    ['on', 'boolean true'],
    ['True', 'boolean true'],
    ['1.10', 'number 1.1'],
    ['0x10', 'number 16'],
  ])('refuses a variable that %s would name otherwise, at any depth', (key, read) => {
    for (const [text, line] of [
      [`variables:\n  ${key}: 1\n`, 2],
      [`variables:\n  a:\n  - {b: 1, ${key}: 2}\n`, 3],
    ] as const) {
      expect(problemsOf(() => readProfileFile(text, 'p.yaml', sources))).toMatchObject([
        {
          code: 'yaml-syntax',
          message: `invalid YAML: the key \`${key}\` is read as the ${read}; quote it: "${key}"`,
          place: { file: 'p.yaml', line },
        },
      ])
    }
  })

  it.each(['"n"', "'1.10'", 'true', '8080', '!!str on', 'nu'])('takes %s as the name of a variable', (key) => {
    const name = key.replace(/^!!str |["']/g, '').replace(/["']/g, '')
    expect(readProfileFile(`variables: {${key}: 1}`, 'p.yaml', sources).variables).toEqual({ [name]: 1 })
  })

  it.each([
    ['variabels: {a: 1}\n', 'unknown key `variabels` of the profile file; did you mean `variables`?', 1],
    ['variables: {}\nfoo: 1\n', 'unknown key `foo` of the profile file', 2],
    ['guard:\n  clutser: a\n', 'unknown key `clutser` in `guard` of the profile file; did you mean `cluster`?', 2],
    ['variables: [a]\n', '`variables` of the profile file must be a map, found a list of 1 item', 1],
    ['namespace: 5\n', '`namespace` of the profile file must be a string, found the number 5', 1],
    ['confirm: "yes"\n', '`confirm` of the profile file must be true or false, found the string "yes"', 1],
    ['templates:\n- 3\n', '`templates[0]` of the profile file must be a string, found the number 3', 2],
    ['templates: []\n', '`templates` of the profile file must not be empty, found an empty list', 1],
    ['- a\n', 'the profile file must be a map, found a list of 1 item', 1],
    ['variablesFrom:\n- consul: x\n', '`variablesFrom` has an entry with the keys consul, which is not a source', 2],
    [
      'variablesFrom:\n- configmap: x\n',
      '`variablesFrom` has an entry with the keys configmap, which is not a source; did you mean `configMap`?',
      2,
    ],
    ['variablesFrom:\n- a.yaml\n', '`variablesFrom` has the string "a.yaml", which is not a source', 2],
    [
      'variablesFrom:\n- {file: a.yaml, secret: b}\n',
      'a source of `variablesFrom` is one of file and secret, not several at once',
      2,
    ],
    [
      'variablesFrom:\n- file: a.yaml\n  optionl: true\n',
      'unknown key `optionl` of the source; did you mean `optional`?',
      3,
    ],
    ['variablesFrom:\n- command: ls -l\n', '`command` of the source must be a list, found the string "ls -l"', 2],
    ['variablesFrom:\n- {secret: }\n', 'the secret source has neither a name nor a selector', 2],
    ['variablesFrom:\n- {secret: a, selector: b=c}\n', 'the secret source has both a name and a selector', 2],
  ])('refuses %j, with the line', (text, message, line) => {
    const [problem] = problemsOf(() => readProfileFile(text, 'profiles/prod.yaml', sources))
    expect(problem).toMatchObject({ category: 'input', message, place: { file: 'profiles/prod.yaml', line } })
  })

  it('collects every problem of a file', () => {
    const text = 'variabels: 1\nconfirm: 3\nvariablesFrom:\n- {file: 1}\n- foo: 2\n'
    expect(problemsOf(() => readProfileFile(text, 'p.yaml', sources))).toHaveLength(2)
    expect(
      problemsOf(() => readProfileFile('variablesFrom:\n- {file: 1}\n- foo: 2\n', 'p.yaml', sources)),
    ).toHaveLength(2)
  })
})

describe('readProjectFile', () => {
  it('reads the name, Jinja2’s options and the lowest layer', () => {
    const text = 'name: shop\njinja:\n  trim_blocks: true\n  undefined: default\nprofile:\n  variables: {a: 1}\n'
    const { name, jinja, profile } = readProjectFile(text, 'kdeploy.yaml', sources)
    expect([name, jinja]).toEqual(['shop', { trim_blocks: true, undefined: 'default' }])
    expect(profile?.placeOf(['variables', 'a'])).toMatchObject({ file: 'kdeploy.yaml', line: 6 })
  })

  it.each([
    ['nmae: a\n', 'unknown key `nmae` of kdeploy.yaml; did you mean `name`?', 1],
    [
      'jinja:\n  trim_block: true\n',
      'unknown key `trim_block` in `jinja` of kdeploy.yaml; did you mean `trim_blocks`?',
      2,
    ],
    [
      'jinja:\n  undefined: lax\n',
      '`jinja.undefined` of kdeploy.yaml must be one of "default", "strict", "chainable", "debug", found the string "lax"',
      2,
    ],
    [
      'profile:\n  variabels: {}\n',
      'unknown key `variabels` of `profile` of kdeploy.yaml; did you mean `variables`?',
      2,
    ],
    [
      'name: My Shop\n',
      '`name` of kdeploy.yaml must consist of lower-case letters, digits, - and ., and start and end with a letter or digit, found the string "My Shop"',
      1,
    ],
  ])('refuses %j, with the line', (text, message, line) => {
    const [problem] = problemsOf(() => readProjectFile(text, 'kdeploy.yaml', sources))
    expect(problem).toMatchObject({ message, place: { file: 'kdeploy.yaml', line } })
  })
})

describe('settingsOf', () => {
  it('lets later layers win, the keys of guard each for itself', () => {
    const low = readProfileFile(
      'namespace: a\nguard: {kubeContext: x, cluster: "1"}\nconfirm: true\n',
      'low.yaml',
      sources,
    )
    const high = readProfileFile('kubeContext: eu\nguard: {cluster: "2"}\n', 'high.yaml', sources)
    const settings = settingsOf([low, high])
    expect(settings.namespace).toEqual({ value: 'a', place: { file: 'low.yaml', line: 1, column: 1 } })
    expect(settings.kubeContext?.value).toBe('eu')
    expect([settings.guard.kubeContext?.value, settings.guard.cluster?.value]).toEqual(['x', '2'])
    expect(settings.guard.cluster?.place).toMatchObject({ file: 'high.yaml', line: 2 })
    expect(settings.confirm).toBe(true)
  })
})

it('takes the examples of docs/rendering/variables.md, which show every source', () => {
  const text = readFileSync(new URL('../../docs/rendering/variables.md', import.meta.url), 'utf8')
  const blocks = [...text.matchAll(/```yaml\n(.*?)```/gs)].map(([, block = '']) => block)
  const profiles = blocks.filter((block) => /^variablesFrom:/m.test(block))
  const files = profiles.map((block) => readProfileFile(block, 'docs/rendering/variables.md', sources))
  expect(files).toHaveLength(2)
  expect(new Set(files[1]?.variablesFrom.map(({ type }) => type))).toEqual(new Set(sources.map(({ type }) => type)))
  for (const { type } of sources) expect(text).toContain(`\n| \`${type}\` |`)
})

describe('historyLimit', () => {
  it('is read where kdeploy.yaml has it', () => {
    expect(readProjectFile('name: a\nhistoryLimit: 50\n', 'kdeploy.yaml', sources).historyLimit).toBe(50)
    expect(readProjectFile('name: a\n', 'kdeploy.yaml', sources).historyLimit).toBeUndefined()
  })

  it.each([
    ['0', 'must be greater than 0, found the number 0'],
    ['51', 'must be at most 50, found the number 51'],
    ['2.5', 'must be a whole number, found the number 2.5'],
    ['many', 'must be a number, found the string "many"'],
  ])('of %s %s, with its line', (value, message) => {
    const [problem] = problemsOf(() => readProjectFile(`name: a\nhistoryLimit: ${value}\n`, 'kdeploy.yaml', sources))
    expect(problem?.message).toBe(`\`historyLimit\` of kdeploy.yaml ${message}`)
    expect(problem?.place).toMatchObject({ file: 'kdeploy.yaml', line: 2 })
  })
})
