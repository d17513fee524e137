import { openSync } from 'node:fs'
import { describe, expect, it, vi } from 'vitest'
import { groupFindings } from '../../src/findings/group-findings.ts'
import { validateProfiles } from '../../src/workflow/validate.ts'
import { names, profiles, reads, shared } from '../support/projects/many-profiles.ts'
import { type Files, folderWith } from '../support/projects/project-folder.ts'
import { definition } from '../support/schemas/definitions.ts'
import { worldIn } from '../support/world.ts'

const configMap = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n'

const shop = { 'kdeploy.yaml': 'name: shop\n', 'profiles/prod_shop.yaml': '', 'templates/a.yaml': configMap }

const ownRules = ['value-rewritten', 'file-unread', 'readiness-unused']

/** The problems of all profiles, and what is found in the project's own files. */
async function validate(files: Files, options: { allowEmpty?: boolean } = {}) {
  const validated = await validateProfiles([], undefined, options, worldIn(folderWith(files)))
  const { profiles } = validated
  const warnings = groupFindings(validated).map(({ finding }) => finding)
  return {
    problems: profiles.flatMap(({ problems }) => problems),
    warnings: warnings.filter(({ rule }) => ownRules.includes(rule)).map(({ message }) => message),
  }
}

vi.mock('node:fs', async (original) => {
  const real = await original<typeof import('node:fs')>()
  return { ...real, openSync: vi.fn(real.openSync) }
})

describe('a project with many profiles', () => {
  it('is validated with each file read once', async () => {
    const folder = folderWith({ ...shared, ...profiles })
    vi.mocked(openSync).mockClear()

    const { profiles: results } = await validateProfiles([], undefined, {}, worldIn(folder))

    expect(results.flatMap(({ problems }) => problems)).toEqual([])
    expect(results.map(({ profile, manifests }) => [profile, manifests])).toEqual(
      names.toSorted().map((name) => [name, 1]),
    )
    const counts = reads(folder)
    for (const file of [...Object.keys(shared), ...Object.keys(profiles)])
      expect([file, counts[file]]).toEqual([file, 1])
    expect(Object.values(counts).every((count) => count === 1)).toBe(true)
  })
})

describe('what an apply would refuse', () => {
  it('is refused where there is no profile at all', async () => {
    const { 'profiles/prod_shop.yaml': _, ...bare } = shop
    await expect(validate(bare)).rejects.toMatchObject({
      code: 'profile-missing',
      message: 'no profiles exist: profiles has no ENVTYPE_NAME.yaml',
    })
  })

  it('is refused where nothing is rendered, unless that is allowed', async () => {
    const empty = { ...shop, 'templates/a.yaml': '{% if false %}\na: b\n{% endif %}\n' }
    const { 'templates/a.yaml': _, ...none } = shop

    expect((await validate(empty)).problems).toMatchObject([
      { code: 'render-empty', message: 'the profile prod_shop renders no manifests' },
    ])
    expect((await validate(none)).problems).toMatchObject([
      { code: 'render-empty', message: 'templates has no template' },
    ])
    expect(await validate(none, { allowEmpty: true })).toEqual({ problems: [], warnings: [] })
  })

  it.each([
    [
      'namespace: shop\nguard: {namespace: shpo}\n',
      ['the guard requires the namespace shpo, but this run would use shop'],
    ],
    ['kubeContext: a\nguard: {kubeContext: b}\n', ['the guard requires the kube context b, but this run would use a']],
    ['namespace: shop\nguard: {namespace: shop}\n', []],
    ['guard: {namespace: shop, kubeContext: b, cluster: 1-2}\n', []],
  ])('is refused where the guard contradicts the profile itself: %j', async (profile, expected) => {
    const { problems } = await validate({ ...shop, 'profiles/prod_shop.yaml': profile })
    expect(problems.map(({ message }) => message)).toEqual(expected)
  })

  it('is refused where two manifests are the same in the namespace of the release', async () => {
    const named = configMap.replace('name: a', 'name: a, namespace: shop')
    const { problems } = await validate({
      ...shop,
      'profiles/prod_shop.yaml': 'namespace: shop\n',
      'templates/b.yaml': named,
    })
    expect(problems).toMatchObject([{ code: 'manifest-duplicate' }])
  })

  it('is refused where secrets.strict forbids what is exposed', async () => {
    const { problems } = await validate({
      ...shop,
      'kdeploy.yaml': 'name: shop\nsecrets: {strict: true}\n',
      'profiles/prod_shop.yaml': 'variablesFrom:\n- {secret: db, as: db, example: {password: hunter22}}\n',
      'templates/a.yaml': `${configMap}data: {password: "{{ db.password }}"}\n`,
    })
    expect(problems).toMatchObject([{ code: 'secret-exposed' }])
  })
})

describe('files that nothing reads', () => {
  it('are warned of, with what was probably meant', async () => {
    const stray = {
      'profiles/_shopp.yaml': '',
      'profiles/prd.yaml': '',
      'profiles/prod_.yaml': '',
      'profiles/prod/shop.yaml': '',
      'profiles/elsewhere.yaml': '',
      'templates/b.yamll': configMap,
      'templates/sub/c.yaml.tmpl': configMap,
    }
    const { problems, warnings } = await validate({ ...shop, ...stray })

    expect(problems).toEqual([])
    expect(warnings.map((warning) => warning.replace(', so nothing reads it', ''))).toEqual([
      'profiles/_shopp.yaml belongs to no profile; did you mean profiles/_shop.yaml?',
      'profiles/elsewhere.yaml belongs to no profile',
      'profiles/prd.yaml belongs to no profile; did you mean profiles/prod.yaml?',
      'profiles/prod/shop.yaml belongs to no profile; did you mean profiles/prod_shop.yaml?',
      'profiles/prod_.yaml belongs to no profile; did you mean profiles/prod.yaml?',
      "templates/b.yamll is not rendered: a template's name ends in .yaml, .yml, .json or .j2",
      "templates/sub/c.yaml.tmpl is not rendered: a template's name ends in .yaml, .yml, .json or .j2",
    ])
  })

  it('are not what a source or an include reads, nor what is no template', async () => {
    const used = {
      'profiles/default.yaml': '',
      'profiles/prod.yaml': '',
      'profiles/_shop.yaml': '',
      'profiles/README.md': '',
      'profiles/prod_shop.yaml':
        'variables: {kind: common}\nvariablesFrom:\n- file: "profiles/{{ kind }}.yaml"\n- {sops: profiles/db.yaml, as: db, example: {}}\n',
      'profiles/common.yaml': 'a: b\n',
      'profiles/db.yaml': 'a: b\n',
      'templates/a.yaml': `${configMap}data: {a: "{% include 'files/a.tpl' %}"}\n`,
      'templates/files/a.tpl': 'x',
      'templates/files/app.conf': 'x',
      'templates/_part.tpl': 'x',
    }
    expect(await validate({ ...shop, ...used })).toEqual({ problems: [], warnings: [] })
  })
})

describe('what YAML reads as another text', () => {
  const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: {{ replicas }}
  template:
    spec:
      containers:
      - name: app
        image: "registry/app:{{ tag }}"
        env: [{name: TEXT, value: "{{ text }}"}]
        resources: {limits: {cpu: "{{ cpu }}"}}
`
  const values = { replicas: '3', tag: '"1"', text: 'a', cpu: '1' }
  const warningsOf = async (changed: Partial<typeof values>, template = deployment) => {
    const lines = Object.entries({ ...values, ...changed }).map(([name, value]) => `  ${name}: ${value}\n`)
    const { problems, warnings } = await validate({
      ...shop,
      'profiles/prod_shop.yaml': `variables:\n${lines.join('')}`,
      'templates/a.yaml': template,
    })
    expect(problems).toEqual([])
    return warnings
  }

  it.each([
    ['1.10', '1.1'],
    ['1e3', '1000.0'],
    ['12e4', '120000.0'],
    ['0123', '83'],
    ['0x1F', '31'],
    ['2024_11', '202411'],
    ['NO', 'False'],
    ['on', 'True'],
  ])('is warned of where it goes into a text: %s', async (tag, printed) => {
    expect(await warningsOf({ tag })).toEqual([
      `tag is written ${tag} and read as ${printed}, which goes into spec.template.spec.containers[0].image of Deployment web; quote it: "${tag}"`,
    ])
  })

  it('is warned of also where several are, and a sum reads one of them', async () => {
    const warnings = await warningsOf({ tag: '1.10', text: '1.20', replicas: '0x3' })
    expect(warnings.map((text) => text.split(' is written ')[0])).toEqual(['tag', 'text'])
    const sum = deployment.replace('{{ replicas }}', '{{ replicas + 1 }}')
    expect(await warningsOf({ tag: '1.10', replicas: '0x3' }, sum)).toHaveLength(1)
  })

  it('is warned of also through another variable, once for all profiles, with its line', async () => {
    const folder = folderWith({
      ...shop,
      'profiles/stg_shop.yaml': '',
      'profiles/default.yaml': 'variables:\n  tag: 1.20\n  image: "app:{{ tag }}"\n',
      'templates/a.yaml': `${configMap}data: {image: "{{ image }}"}\n`,
    })
    const found = groupFindings(await validateProfiles([], undefined, {}, worldIn(folder)))
    const rewritten = found.filter(({ finding }) => finding.rule === 'value-rewritten')
    expect(rewritten.map(({ finding }) => finding.place)).toEqual([
      { file: 'profiles/default.yaml', line: 2, column: 3 },
    ])
  })

  it.each([
    [{ tag: '1.0' }],
    [{ tag: '"1.10"' }],
    [{ tag: '!!str 1.10' }],
    [{ tag: '12' }],
    [{ tag: '1.5' }],
    [{ replicas: '0x3' }],
    [{ replicas: '0644' }],
    [{ text: '1_000_000' }],
    [{ text: 'true' }],
    [{ text: '2001-01-01' }],
    [{ cpu: '1.10' }],
  ])('is not warned of where nothing is lost: %j', async (changed) => {
    expect(await warningsOf(changed)).toEqual([])
  })

  it('is not warned of where only a condition or a sum reads it', async () => {
    const template = `${configMap}data: {a: "{% if flag %}x{% endif %}", b: "{{ number * 2 }}"}\n`
    const { warnings } = await validate({
      ...shop,
      'profiles/prod_shop.yaml': 'variables: {flag: on, number: 1.50}\n',
      'templates/a.yaml': template,
    })
    expect(warnings).toEqual([])
  })
})

it('a rule of readiness for a kind that no profile renders is warned of', async () => {
  const rules =
    'name: shop\nreadiness: [{kind: ConfgMap, wait: false}, {kind: ConfigMap, wait: false}, {kind: Feed, wait: false}]\n'
  const { problems, warnings } = await validate({ ...shop, 'kdeploy.yaml': rules })
  expect(problems).toEqual([])
  expect(warnings).toEqual([
    '`readiness` has a rule for ConfgMap, which no profile renders; did you mean ConfigMap?',
    '`readiness` has a rule for Feed, which no profile renders',
  ])
})

describe('the rules of good habits', () => {
  const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: app, image: nginx}]}\n'
  const found = async (settings: string) => {
    const files = { ...shop, 'kdeploy.yaml': `name: shop\n${settings}`, 'templates/a.yaml': pod }
    const { profiles: results } = await validateProfiles([], undefined, {}, worldIn(folderWith(files)))
    return results.flatMap(({ findings }) => findings).filter(({ rule }) => rule === 'image-tag')
  }

  it('are told with the line of the template', async () => {
    expect(await found('')).toMatchObject([{ severity: 'warning', place: { file: 'templates/a.yaml', line: 4 } }])
  })

  it('are switched by kdeploy.yaml', async () => {
    expect(await found('validate: {rules: {image-tag: error}}\n')).toMatchObject([{ severity: 'error' }])
    expect(await found('validate: {rules: {image-tag: off}}\n')).toEqual([])
    expect(await found('validate: {except: [{rule: image-tag, name: w*, reason: a test}]}\n')).toEqual([])
  })

  it('must exist', async () => {
    await expect(found('validate:\n  rules:\n    image-tags: off\n')).rejects.toMatchObject({
      code: 'file-invalid',
      message: '`validate`: there is no rule "image-tags"; did you mean image-tag?',
      place: { line: 4 },
    })
  })
})

describe('a custom resource', () => {
  const widget = 'apiVersion: shop.example/v1\nkind: Widget\nmetadata: {name: a}\n'
  const unchecked = async (files: Files) =>
    (await validateProfiles([], undefined, {}, worldIn(folderWith({ ...shop, 'templates/a.yaml': widget, ...files }))))
      .unchecked

  it('is said to be checked by its metadata alone where its definition is not known', async () => {
    expect(await unchecked({})).toEqual(['shop.example/v1 Widget'])
    expect(await unchecked({ 'templates/b.yaml': definition('{}') })).toEqual([])
  })
})

describe('a profile on several clusters', () => {
  const onTwo = {
    'kdeploy.yaml': 'name: shop\n',
    'profiles/prod_shop.yaml': `variables: {replicas: 2}
clusters:
  eu: {kubeContext: k-eu, variables: {host: eu, replicas: 3, unread: 1}}
  us: {kubeContext: k-us, variables: {host: us, replicas: 2}}
`,
    'templates/a.yaml': `${configMap}data: {host: "{{ host }}", replicas: "{{ replicas }}"}\n`,
  }

  it('is validated on each, its variables among those of the project', async () => {
    const validated = await validateProfiles([], undefined, {}, worldIn(folderWith(onTwo)))

    expect(validated.profiles.map(({ profile, manifests }) => [profile, manifests])).toEqual([
      ['prod_shop@eu', 1],
      ['prod_shop@us', 1],
    ])
    const ofVariables = groupFindings(validated).filter(({ finding }) => finding.rule.startsWith('variable-'))
    expect(ofVariables.map(({ finding }) => [finding.rule, finding.place?.line, finding.message])).toEqual([
      ['variable-repeated', 4, expect.stringContaining('the variable replicas has the same value without this line')],
      ['variable-shadowed', 1, expect.stringContaining('the variable replicas is overridden in every profile')],
      ['variable-unused', 3, 'the variable unread is read by no template and no other variable'],
    ])
  })

  it('has a finding once that all clusters share, and the clusters of one that some have', async () => {
    const files = {
      ...onTwo,
      'templates/b.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\ndta: {n: a}\n',
      'templates/c.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n{% if CLUSTER == "us" %}dta: {n: a}{% endif %}\n',
    }
    const found = groupFindings(await validateProfiles([], undefined, {}, worldIn(folderWith(files))))
    const errors = found.filter(({ finding }) => finding.severity === 'error')
    expect(errors.map(({ finding, profiles: on }) => [finding.about?.name, on])).toEqual([
      ['b', ['prod_shop@eu', 'prod_shop@us']],
      ['c', ['prod_shop@us']],
    ])
  })

  it.each([
    ['clusters: {eu: , us: }', 'the clusters eu and us of prod_shop are the same place, the current kube context'],
    ['kubeContext: k\nclusters: {eu: , us: }', 'the clusters eu and us of prod_shop are the same place, k'],
    [
      'clusters: {eu: {kubeContext: k}, us: {kubeContext: k}}',
      'the clusters eu and us of prod_shop are the same place, k',
    ],
    ['kubeContext: "{{ CLUSTER }}"\nclusters: {eu: , us: }', undefined],
    ['kubeContext: k\nnamespace: "n-{{ CLUSTER }}"\nclusters: {eu: , us: }', undefined],
  ])('has clusters that are different places: %j', async (profile, message) => {
    const files = { ...shop, 'profiles/prod_shop.yaml': `${profile}\n` }
    const { problems } = await validate(files)
    const expected =
      message === undefined
        ? []
        : [{ code: 'cluster-duplicate', message: `${message}: each would deploy over the other` }]
    expect(problems).toMatchObject(expected)
  })

  it('has the problem of its files once, where these cannot be read', async () => {
    const files = { ...onTwo, 'profiles/prod_shop.yaml': 'clusters:\n  eu: {nmespace: a}\n' }
    const { profiles: results } = await validateProfiles([], undefined, {}, worldIn(folderWith(files)))
    expect(results).toMatchObject([{ profile: 'prod_shop', problems: [{ code: 'file-invalid', place: { line: 2 } }] }])
  })
})
