import { expect, test } from 'vitest'
import { type FieldPath, formatPath, stepInto, valueAtPath } from '../src/field-path.ts'

const object = { spec: { ports: [{ name: 'http', port: 80 }], none: null } }

test.each<[FieldPath, string]>([
  [[], ''],
  [['spec'], 'spec'],
  [['spec', 'ports', 0, 'port'], 'spec.ports[0].port'],
  [[0, 1, 'a'], '[0][1].a'],
  [['metadata', 'labels', 'app.kubernetes.io/name'], 'metadata.labels.app.kubernetes.io/name'],
])('%j is written %j', (path, text) => {
  expect(formatPath(path)).toBe(text)
})

test('a path leads to what stands at its end', () => {
  expect(valueAtPath(object, [])).toBe(object)
  expect(valueAtPath(object, ['spec', 'ports', 0, 'port'])).toBe(80)
  expect(valueAtPath(object, ['spec', 'none'])).toBeNull()
})

test.each<[FieldPath]>([
  [['spec', 'ports', 1, 'port']],
  [['spec', 'ports', 'length']],
  [['spec', 'none', 'deeper']],
  [['spec', 'constructor']],
])('%j leads to nothing', (path) => {
  expect(valueAtPath(object, path)).toBeUndefined()
})

test('a number is a key where a map has it', () => {
  expect(stepInto({ 8080: 'web' }, 8080)).toBe('web')
  expect(stepInto(undefined, 'a')).toBeUndefined()
})
