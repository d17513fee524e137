import { describe, expect, test } from 'vitest'
import { parseFieldPath, valueAtField } from '../../../src/cluster/errors/server-field.ts'

const object = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {
    name: 'a',
    labels: { app: 'shop', 'app.kubernetes.io/name': 'web', 'app.kubernetes.io/version': '1' },
  },
  data: { 'settings.yaml': 'a: 1', settings: 'b', '.dockerconfigjson': 'c', 'x..y': 'd', 'z.': 'e' },
  spec: { containers: [{ name: 'side' }, { name: 'web', image: 'web:1' }] },
}

describe('a field that the API server names', () => {
  test.for([
    ['.metadata.labels.app.kubernetes.io/version', ['metadata', 'labels', 'app.kubernetes.io/version'], '1'],
    ['.metadata.labels.app', ['metadata', 'labels', 'app'], 'shop'],
    ['data[settings.yaml]', ['data', 'settings.yaml'], 'a: 1'],
    ['.data.settings.yaml', ['data', 'settings.yaml'], 'a: 1'],
    ['.data..dockerconfigjson', ['data', '.dockerconfigjson'], 'c'],
    ['data[.dockerconfigjson]', ['data', '.dockerconfigjson'], 'c'],
    ['.data.x..y', ['data', 'x..y'], 'd'],
    ['.data.z.', ['data', 'z.'], 'e'],
    ['.data.settings', ['data', 'settings'], 'b'],
    ['.spec.containers[name="web"].image', ['spec', 'containers', 1, 'image'], 'web:1'],
    ['spec.containers[1].image', ['spec', 'containers', 1, 'image'], 'web:1'],
  ] as const)('%s is found', ([text, path, value]) => {
    expect(parseFieldPath(text, object)).toEqual(path)
    expect(valueAtField(text, object)).toBe(value)
  })

  test('that the object lacks has no value, and a path of its nearest parent at least', () => {
    expect(valueAtField('.metadata.labels.team.example.com/x', object)).toBeUndefined()
    expect(parseFieldPath('.spec.containers[name="none"].image', object)).toEqual(['spec', 'containers'])
  })
})
