import { openSync } from 'node:fs'
import { describe, expect, test, vi } from 'vitest'
import { renderOpened } from '../../../src/workflow/rendering/render-opened.ts'
import { testProject } from '../../../src/workflow/test.ts'
import { reads } from '../../support/projects/many-profiles.ts'
import { worldIn } from '../../support/world.ts'
import { failed, shop, tested, testsOf } from './shop.ts'

vi.mock('node:fs', async (original) => {
  const real = await original<typeof import('node:fs')>()
  return { ...real, openSync: vi.fn(real.openSync) }
})

vi.mock('../../../src/workflow/rendering/render-opened.ts', async (original) => {
  const real = await original<typeof import('../../../src/workflow/rendering/render-opened.ts')>()
  return { ...real, renderOpened: vi.fn(real.renderOpened) }
})

const replicas = (name: string, number: number, more = '') =>
  `- name: ${name}\n  expect: [{kind: Deployment, fields: {spec.replicas: ${number}}}]\n${more}`

describe('variables of a test', () => {
  test('stand over those of the profile, maps merged', async () => {
    const report = await tested({
      'profiles/default.yaml': 'variables: {replicas: 2, tag: "1", db: {host: a, port: 1}}\n',
      'templates/service.yaml':
        'apiVersion: v1\nkind: Service\nmetadata: {name: "{{ db.host }}", labels: {port: "{{ db.port }}"}}\n',
      ...testsOf(
        `- name: a\n  variables: {replicas: 7, db: {host: other}}\n  expect:\n  - {kind: Deployment, fields: {spec.replicas: 7}}\n  - {kind: Service, name: other, fields: {metadata.labels.port: "1"}}\n`,
      ),
    }).run()
    expect(failed(report)).toEqual([])
  })

  test('may be templates, as those of a profile, and keep the form of a float', async () => {
    const report = await tested({
      'templates/service.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: "{{ tag }}-{{ replicas }}"}\n',
      ...testsOf(
        '- name: a\n  variables: {tag: "{{ env_type }}", replicas: 1.0}\n  expect: [{kind: Service, name: prod-1.0}]\n- name: b\n  variables: {tag: "{{ env_type }}", replicas: 1}\n  expect: [{kind: Service, name: prod-1}]\n',
      ),
    }).run()
    expect(failed(report)).toEqual([])
  })

  test('that nothing reads are warned of where they are probably misspelt', async () => {
    const project = tested(testsOf(replicas('a', 3, '  variables: {replica: 5}\n')))
    await project.run()
    expect(project.warnings).toEqual([
      'replica: nothing declares this variable, and no template reads it; did you mean replicas?',
    ])
  })

  test('that are taken away must be there', async () => {
    const report = await tested(testsOf(replicas('a', 3, '  without: [replica]\n'))).run()
    expect(report.results[0]?.failures[0]?.error).toMatchObject({
      code: 'variable-unknown',
      message: '`without` names replica, which nothing sets; did you mean replicas?',
      place: { file: 'tests/web.yaml', line: 5 },
    })
  })
})

describe('what tests render', () => {
  test('needs no cluster and no program: sources have their examples', async () => {
    const report = await tested({
      'profiles/prod_shop.yaml':
        'variablesFrom:\n- {configMap: shared, as: shared, example: {tag: "9"}}\n- {command: ["false"], as: vault, example: {replicas: 5}}\nvariables: {replicas: "{{ vault.replicas }}"}\n',
      ...testsOf(replicas('a', 5)),
    }).run()
    expect(failed(report)).toEqual([])
  })

  test('has the example of an environment variable too, whatever the machine has set', async () => {
    const folder = tested({
      'profiles/prod_shop.yaml': 'variablesFrom: [{environment: [tag], example: {tag: "9"}}]\n',
      ...testsOf(
        '- {name: a, expect: [{kind: Deployment, fields: {spec.template.spec.containers.image: {contains: ":1"}}}]}\n',
      ),
    }).folder
    const world = { ...worldIn(folder), environment: { tag: 'hunter2' } }
    const { results } = await testProject(
      { project: undefined, words: [], profiles: [], update: false, isCi: false },
      world,
      () => {},
    )
    expect(JSON.stringify(results)).not.toContain('hunter2')
    expect(results.flatMap(({ failures }) => failures)).toMatchObject([
      { message: expect.stringContaining('registry.example.com/web:9') },
    ])
  })

  test('is refused as an apply refuses it: secrets.strict', async () => {
    const report = await tested({
      'kdeploy.yaml': 'name: shop\nsecrets: {strict: true}\n',
      'profiles/prod_shop.yaml':
        'variablesFrom: [{secret: db, as: db, example: {tag: hunter22}}]\nvariables: {tag: "{{ db.tag }}"}\n',
      ...testsOf('- {name: a, error: {code: secret-exposed}}\n'),
    }).run()
    expect(failed(report)).toEqual([])
  })

  test('is refused as an apply refuses it: a ConfigMap of more than 1 MiB', async () => {
    const report = await tested({
      'templates/map.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: big}\ndata: {a: "{{ "x" * 1100000 }}"}\n',
      ...testsOf('- {name: a, error: {code: object-too-large}}\n'),
    }).run()
    expect(failed(report)).toEqual([])
  })

  test('has the name that the template writes where it is named by its content, and so have references', async () => {
    const named = 'metadata: {name: app, annotations: {kdeploy.dev/name-by-content: "true"}}'
    const pod = 'spec: {volumes: [{name: a, configMap: {name: app}}], containers: []}'
    const report = await tested({
      'templates/map.yaml': `apiVersion: v1\nkind: ConfigMap\n${named}\ndata: {a: "1"}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: app}\n${pod}\n`,
      ...testsOf(
        '- name: a\n  expect:\n  - {kind: ConfigMap, name: app}\n  - {kind: Pod, fields: {"spec.volumes[name=a].configMap.name": app}}\n',
      ),
    }).run()
    expect(failed(report)).toEqual([])
  })

  test('is rendered once for all tests that want the same, and each file is read once', async () => {
    const items = Array.from({ length: 50 }, (_, index) => replicas(`number ${index}`, 3))
    const changed = Array.from({ length: 50 }, (_, index) =>
      replicas(`other ${index}`, 4, '  variables: {replicas: 4}\n'),
    )
    const project = tested(testsOf([...items, ...changed].join('')))
    vi.mocked(openSync).mockClear()
    vi.mocked(renderOpened).mockClear()

    expect(failed(await project.run())).toEqual([])

    const counts = reads(project.folder)
    for (const file of [...Object.keys(shop), 'tests/web.yaml'].filter((file) => !file.includes('stg_')))
      expect([file, counts[file]]).toEqual([file, 1])
    expect(renderOpened).toHaveBeenCalledTimes(2)
  })
})
