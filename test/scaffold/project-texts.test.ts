import { describe, expect, test } from 'vitest'
import { settingsFiles } from '../../src/scaffold/project-texts.ts'

const settings = {
  name: 'shop',
  envTypes: ['dev', 'prod'],
  namespace: 'shop-{{ env_type }}',
  shared: {},
  workload: undefined,
  ownOf: () => ({}),
}

describe('the settings of a new project', () => {
  test('have a profile for each env type', () => {
    expect([...settingsFiles(settings).keys()]).toEqual([
      'kdeploy.yaml',
      'profiles/default.yaml',
      'profiles/dev_shop.yaml',
      'profiles/prod_shop.yaml',
    ])
  })

  test('have a test of their workload', () => {
    const files = settingsFiles({ ...settings, workload: { kind: 'Deployment', name: 'web' } })

    expect(files.get('tests/shop.yaml')).toMatch(
      /profiles:\n {2}- "\*_shop"\n {2}expect:\n {2}- kind: Deployment\n {4}name: web\n {4}count: 1\n$/,
    )
  })

  test('name the schema of the variables', () => {
    expect(settingsFiles({ ...settings, schema: 'a.yaml' }).get('kdeploy.yaml')).toMatch(
      /^# .*\nname: shop\nschema: a.yaml\n$/,
    )
  })

  test('have a test that names the namespace where there is one to tell', () => {
    const workload = { kind: 'Deployment', name: 'web', namespace: 'b' }

    expect(settingsFiles({ ...settings, workload }).get('tests/shop.yaml')).toMatch(
      /renders the Deployment b\/web"?\n[^#]*- kind: Deployment\n {4}namespace: b\n {4}name: web\n {4}count: 1\n$/,
    )
  })

  test('say only what there is to say', () => {
    const files = settingsFiles({ ...settings, namespace: undefined })

    expect(files.get('kdeploy.yaml')).toMatch(/^# .*\nname: shop\n$/)
    expect(files.get('profiles/default.yaml')).toMatch(/^# .*\n$/)
  })

  test('quote what YAML would read as another value', () => {
    const files = settingsFiles({
      ...settings,
      templates: ['pkg:kdeploy/web.yaml'],
      shared: { app: 'no' },
      ownOf: (envType) => ({ tag: '1.10', envType }),
    })

    expect(files.get('profiles/default.yaml')).toContain(
      'namespace: "shop-{{ env_type }}"\ntemplates:\n- pkg:kdeploy/web.yaml\nvariables:\n  app: "no"\n',
    )
    expect(files.get('profiles/dev_shop.yaml')).toContain('variables:\n  tag: "1.10"\n  envType: dev\n')
  })
})
