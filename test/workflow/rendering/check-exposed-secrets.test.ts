import { expect, test } from 'vitest'
import { KdeployError } from '../../../src/errors.ts'
import type { FieldPath, Manifest } from '../../../src/manifest/types.ts'
import { checkExposedSecrets } from '../../../src/workflow/rendering/check-exposed-secrets.ts'
import type { Event } from '../../../src/workflow/run/events.ts'

const hint =
  'put the value into a Secret and refer to it with secretKeyRef; if it is not a secret, set `sensitive: false` on its source'

function manifest(apiVersion: string, kind: string, paths: readonly FieldPath[], isKey = false): Manifest {
  return {
    object: { apiVersion, kind, metadata: { name: 'web', namespace: 'shop' } },
    template: 'web.yaml',
    placeOf: (path) => ({ file: 'templates/web.yaml', line: paths.indexOf(path) + 5 }),
    sensitive: paths.map((path) => ({ path, texts: ['x9'], isKey })),
  }
}

function warnings(...manifests: Manifest[]): Event[] {
  const events: Event[] = []
  checkExposedSecrets(manifests, false, (event) => event.type !== 'begun' && events.push(event))
  return events
}

test.each([
  ['metadata.annotations.a', ['metadata', 'annotations', 'a']],
  ['spec.template.metadata.labels.a', ['spec', 'template', 'metadata', 'labels', 'a']],
  ['spec.template.spec.containers[0].image', ['spec', 'template', 'spec', 'containers', 0, 'image']],
  ['spec.template.spec.containers[0].env[1].value', ['spec', 'template', 'spec', 'containers', 0, 'env', 1, 'value']],
])('a sensitive value in %s of a Job is warned of', (name, path) => {
  expect(warnings(manifest('batch/v1', 'Job', [path]))).toEqual([
    {
      type: 'warning',
      message: `Job shop/web: ${name} contains a sensitive value readable by anyone who may read the object; ${hint}`,
      place: { file: 'templates/web.yaml', line: 5 },
    },
  ])
})

test('only in the data of a Secret it is where it belongs', () => {
  const fields: FieldPath[] = [
    ['data', 'a'],
    ['stringData', 'b'],
    ['metadata', 'labels', 'c'],
  ]

  expect(warnings(manifest('v1', 'Secret', fields.slice(0, 2)))).toEqual([])
  expect(warnings(manifest('v1', 'Secret', fields))).toMatchObject([
    { message: expect.stringMatching(/^Secret shop\/web: metadata\.labels\.c contains/) },
  ])
  expect(warnings(manifest('example.com/v1', 'Secret', fields))).toHaveLength(1)
})

test('a key that is sensitive itself is not said', () => {
  const [warning] = warnings(manifest('v1', 'ConfigMap', [['data', 'x9']], true))

  expect(warning).toMatchObject({ message: expect.stringContaining('data.(masked) contains') })
  expect(JSON.stringify(warning)).not.toContain('x9')
})

const many = Array.from({ length: 33 }, (_, index): FieldPath => ['data', `k${index}`])

test('one object is one warning, however many fields it has', () => {
  expect(warnings(manifest('v1', 'ConfigMap', many))).toMatchObject([
    {
      message: expect.stringMatching(
        /: data\.k0, data\.k1, data\.k2, data\.k3, data\.k4 and 28 more contain sensitive/,
      ),
    },
  ])
})

test('an error with secrets.strict names every field with its line', () => {
  const strict = () =>
    checkExposedSecrets([manifest('v1', 'ConfigMap', many), manifest('v1', 'Pod', [['spec']])], true, () => {})

  const error = (() => {
    try {
      strict()
    } catch (thrown) {
      return thrown as KdeployError
    }
  })()
  expect(error).toMatchObject({
    code: 'secret-exposed',
    message: '2 objects expose sensitive values',
  })
  expect(error).toBeInstanceOf(KdeployError)
  expect(error?.problems[0]?.detail).toMatch(
    /^data\.k0 \(templates\/web\.yaml:5\)\n[\s\S]*\ndata\.k32 \(templates\/web\.yaml:37\)$/,
  )
})
