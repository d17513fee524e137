import { describe, expect, it } from 'vitest'
import { foundIn } from './findings-of.ts'
import { indented, withContainer } from './manifests.ts'

const rule = 'plain-secret'
const configMap = (data: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n${indented(data, 2)}`

describe('the rule plain-secret', () => {
  it.each([
    [
      'env:\n- name: DB_PASSWORD\n  value: hunter2',
      'container app: DB_PASSWORD is a secret, written out',
      'value: hunter2',
    ],
    [
      'env:\n- name: DB\n  value: mysql://a:hunter2@b',
      'container app: DB holds a URL with a password, written out',
      'value: mysql://a:hunter2@b',
    ],
    ['args:\n- --api-key=hunter2', 'container app: --api-key is a secret, written out', '- --api-key=hunter2'],
    [
      'args:\n- mysql://a:hunter2@b',
      'container app: an argument holds a URL with a password, written out',
      '- mysql://a:hunter2@b',
    ],
  ])('finds %j', (fields, message, line) => {
    expect(foundIn(rule, withContainer(fields))).toEqual([[message, line]])
  })

  it('finds a value of a ConfigMap, and a line of one', () => {
    expect(foundIn(rule, configMap('db.password: hunter2'))).toEqual([
      ['db.password is a secret, written out', 'db.password: hunter2'],
    ])
    expect(foundIn(rule, configMap('app.ini: |\n  [db]\n  password = hunter2'))).toEqual([
      ['app.ini holds a value of password, written out', 'password = hunter2'],
    ])
  })

  it('never tells the value', () => {
    const texts = [configMap('db.password: hunter2'), withContainer('args: ["mysql://a:hunter2@b", --token=hunter2]')]
    expect(JSON.stringify(foundIn(rule, ...texts).map(([message]) => message))).not.toContain('hunter2')
  })

  it.each([
    'env: [{name: DB_PASSWORD, valueFrom: {secretKeyRef: {name: a, key: b}}}]',
    'env: [{name: DB_PASSWORD_FILE, value: /run/secrets/db}]',
    'env: [{name: DB_PASSWORD, value: ""}]',
    'args: [--token-file=/a, "--password=$(PASSWORD)", --password]',
  ])('passes %s', (fields) => {
    expect(foundIn(rule, withContainer(fields))).toEqual([])
  })

  it('passes a Secret', () => {
    expect(
      foundIn(rule, configMap('password: hunter2').replace('ConfigMap', 'Secret').replace('\ndata', '\nstringData')),
    ).toEqual([])
  })
})
