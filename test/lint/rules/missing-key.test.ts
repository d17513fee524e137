import { describe, expect, it } from 'vitest'
import { foundIn } from './findings-of.ts'
import { withContainer } from './manifests.ts'

const rule = 'missing-key'
const data = (kind: string, keys: string) =>
  `apiVersion: v1\nkind: ${kind}\nmetadata: {name: settings}\ndata: ${keys}\n`
const reading = (key: string, more = '') =>
  withContainer(`env:\n- name: A\n  valueFrom:\n    configMapKeyRef:\n      name: settings\n      key: ${key}${more}`)

describe('the rule missing-key', () => {
  it('finds a key of an environment variable', () => {
    expect(foundIn(rule, reading('log_levle'), data('ConfigMap', '{log_level: a}'))).toEqual([
      ['ConfigMap settings has no key log_levle; did you mean log_level?', 'key: log_levle'],
    ])
  })

  it('finds a key of a volume, of a Secret too', () => {
    const pod = withContainer('image: a:1').concat(
      '      volumes:\n      - name: v\n        secret:\n          secretName: settings\n          items:\n          - key: tls.crt\n            path: a\n',
    )
    expect(foundIn(rule, pod, data('Secret', '{password: YQ==}'))).toEqual([
      ['Secret settings has no key tls.crt', '- key: tls.crt'],
    ])
  })

  it.each([
    ['a key that is there', reading('a'), data('ConfigMap', '{a: b}')],
    ['an optional one', reading('b', '\n      optional: true'), data('ConfigMap', '{a: b}')],
    ['a ConfigMap that is not rendered', reading('a'), data('Secret', '{b: YQ==}')],
    ['one that is rendered empty, to be filled', reading('a'), data('ConfigMap', '{}')],
  ])('passes %s', (_, pod, of) => {
    expect(foundIn(rule, pod, of)).toEqual([])
  })
})
