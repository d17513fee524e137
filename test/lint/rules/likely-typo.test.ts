import { describe, expect, it } from 'vitest'
import { foundIn } from './findings-of.ts'
import { manifest, service, withContainer } from './manifests.ts'

const rule = 'likely-typo'
const settings = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {a: YQ==}\n`
const reading = (name: string) => withContainer(`envFrom:\n- configMapRef:\n    name: ${name}`)

describe('the rule likely-typo', () => {
  it('finds a name beside one that nothing names', () => {
    expect(foundIn(rule, settings('web-settings'), reading('web-setings'))).toEqual([
      ['ConfigMap web-setings is not rendered; did you mean web-settings?', 'name: web-setings'],
    ])
  })

  it('finds a host, at its line of a text', () => {
    const named = service('ports: [{port: 80}]', 'exchange').replace(
      'name: exchange',
      'name: exchange\n  namespace: shop',
    )
    const config =
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  app.ini: |\n    a = 1\n    url = http://exchnage.shop.svc\n'
    expect(foundIn(rule, named, config)).toEqual([
      ['Service exchnage is not rendered; did you mean exchange?', 'url = http://exchnage.shop.svc'],
    ])
  })

  it('finds the Service of a route', () => {
    const route = manifest(
      'gateway.networking.k8s.io/v1',
      'HTTPRoute',
      'r',
      'rules:\n- backendRefs:\n  - name: exchnage\n    port: 80',
    )
    expect(foundIn(rule, service('ports: [{port: 80}]', 'exchange'), route)).toEqual([
      ['Service exchnage is not rendered; did you mean exchange?', '- name: exchnage'],
    ])
  })

  it.each([
    ['a rendered name', [settings('web-settings'), reading('web-settings')]],
    ['a name far from all', [settings('web-settings'), reading('shared')]],
    ['a sibling by number', [settings('web-settings-1'), reading('web-settings-2')]],
    [
      'a sibling of one that is in use',
      [settings('web-settings'), reading('web-settings'), reading('web-setting').replace('name: web', 'name: api')],
    ],
    ['short names', [settings('abc'), reading('abd')]],
    ['another kind', [settings('web-settings').replace('ConfigMap', 'Secret'), reading('web-setings')]],
    [
      'what controllers make',
      [
        settings('web-tls'),
        'apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {name: a}\nspec: {secretName: web-tsl}\n',
        withContainer('envFrom: [{secretRef: {name: web-tsl}}]'),
      ],
    ],
  ])('passes %s', (_, texts) => {
    expect(foundIn(rule, ...texts)).toEqual([])
  })
})
