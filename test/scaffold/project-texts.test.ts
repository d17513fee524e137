import { describe, expect, test } from 'vitest'
import { settingsFiles } from '../../src/scaffold/project-texts.ts'

const settings = {
  name: 'shop',
  envTypes: ['dev', 'prod'],
  namespace: 'shop-{{ env_type }}',
  shared: {},
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
