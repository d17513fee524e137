import { expect, test } from 'vitest'
import { fileNames, folderOf } from '../../../src/sets/rendering/file-names.ts'

const ref = (kind: string, name: string, namespace: string | undefined = 'ns', group = '') => ({
  ...{ group, version: 'v1', kind, namespace, name },
})

test('a file is called by kind and name', () => {
  expect(fileNames([ref('Deployment', 'web'), ref('ConfigMap', 'web.v1')])).toEqual([
    'deployment-web.yaml',
    'configmap-web.v1.yaml',
  ])
})

test('names that no file can have, and those of several, have a digest, whatever their order', () => {
  const refs = [
    ref('Role', 'system:a'),
    ref('Role', 'system_a'),
    ref('Ingress', 'a', 'ns', 'x.io'),
    ref('Ingress', 'a', 'ns', 'y.io'),
    ref('Role', 'a'.repeat(253)),
  ]
  const names = fileNames(refs)

  expect(new Set(names).size).toBe(5)
  for (const name of names) expect(name).toMatch(/^[a-z0-9._-]{1,220}-[0-9a-f]{8}\.yaml$/)
  expect(fileNames(refs.toReversed()).toReversed()).toEqual(names)
})

test('a release has a folder, those of a profile on clusters one in it', () => {
  expect(folderOf({ profile: 'prod_bus', cluster: undefined })).toBe('prod_bus')
  expect(folderOf({ profile: 'prod_bus', cluster: 'eu' })).toBe('prod_bus/eu')
})
