import { describe, expect, test } from 'vitest'
import { describePath, findFields, parseQuery } from '../../src/expectations/field-query.ts'
import { compareFields } from '../../src/plan/diff/compare.ts'

const deployment = {
  metadata: { labels: { app: 'a', 'app.kubernetes.io/name': 'web' }, annotations: {} },
  spec: {
    replicas: 3,
    empty: [],
    containers: [
      { name: 'web', image: 'web:1', ports: [{ containerPort: 80, protocol: 'TCP' }], args: ['a', 'b'] },
      { name: 'log', image: 'log:1' },
    ],
  },
}

/** The values at a path; undefined where there is nothing. */
function valuesAt(path: string): unknown[] {
  const steps = parseQuery(path)
  if (steps === undefined) throw new Error(`${path} is not a path`)
  return findFields(deployment, steps).map(({ value }) => value)
}

describe('a path', () => {
  test.each<[string, unknown[]]>([
    ['spec.replicas', [3]],
    ['spec.containers[name=log].image', ['log:1']],
    ['spec.containers[name="log"].image', ['log:1']],
    ['spec.containers[1].image', ['log:1']],
    ['spec.containers[name=web].ports[containerPort=80,protocol=TCP].containerPort', [80]],
    ['spec.containers.image', ['web:1', 'log:1']],
    ['spec.containers[*].image', ['web:1', 'log:1']],
    ['spec.containers[name=web].args', [['a', 'b']]],
    ['spec.containers[name=web].args[1]', ['b']],
    ['metadata.labels["app.kubernetes.io/name"]', ['web']],
    ['metadata.labels.app.kubernetes.io/name', ['web']],
    ['metadata.labels.app', ['a']],
    ['["spec"].replicas', [3]],
    ['spec.replica', [undefined]],
    ['spec.replicas.max', [undefined]],
    ['spec.containers[name=db].image', [undefined]],
    ['spec.containers[7].image', [undefined]],
    ['spec.containers.command', [undefined, undefined]],
    ['spec.empty.name', []],
    ['spec.empty[*]', []],
    ['metadata.labels["app.kubernetes"]', [undefined]],
    ['metadata.labels.app.kubernetes', [undefined]],
    ['spec.constructor', [undefined]],
  ])('%s leads to %j', (path, expected) => {
    expect(valuesAt(path)).toEqual(expected)
  })

  test.each(['', '.', 'spec.', 'spec..replicas', 'a[', 'a[]', 'a[name]', 'a["x]', 'a[="x"]', 'a]b'])(
    '%j is not one',
    (text) => {
      expect(parseQuery(text)).toBeUndefined()
    },
  )

  test('names the key that was probably meant, and how far it leads', () => {
    const [found] = findFields(deployment, parseQuery('spec.replica') ?? [])
    expect(found).toEqual({ path: ['spec'], value: undefined, meant: 'replicas' })
  })

  test('as a diff prints it leads to what differs', () => {
    const changed = structuredClone(deployment)
    changed.spec.replicas = 4
    changed.metadata.labels['app.kubernetes.io/name'] = 'other'
    Object.assign(changed.spec.containers[0] ?? {}, { image: 'web:2' })
    const fields = compareFields(deployment, changed, undefined)

    expect(fields.map(({ path }) => valuesAt(path))).toEqual(fields.map(({ before }) => [before]))
    expect(fields).toHaveLength(3)
  })
})

describe('describePath', () => {
  test('writes a path as a diff does', () => {
    expect(describePath(deployment, ['spec', 'containers', 1, 'image'])).toBe('spec.containers[name=log].image')
    expect(describePath(deployment, ['spec', 'containers', 0, 'args', 1])).toBe('spec.containers[name=web].args[1]')
    expect(describePath(deployment, ['metadata', 'labels', 'app.kubernetes.io/name'])).toBe(
      'metadata.labels["app.kubernetes.io/name"]',
    )
  })
})
