import { expect, test } from 'vitest'
import type { Cluster } from '../../../src/cluster/api/cluster.ts'
import type { Manifest } from '../../../src/manifest/types.ts'
import { placeWarnings } from '../../../src/workflow/planning/server-warnings.ts'

const types: Readonly<Record<string, object>> = {
  Endpoints: { group: '', version: 'v1', plural: 'endpoints' },
  Deployment: { group: 'apps', version: 'v1', plural: 'deployments' },
}
const cluster = { resourceOf: async ({ kind }: { kind: string }) => types[kind] } as unknown as Cluster

function manifest(apiVersion: string, kind: string, name: string, sensitive: Manifest['sensitive'] = []): Manifest {
  const spec = { template: { spec: { nodeSelector: { 'beta.kubernetes.io/os': 'linux' } } } }
  return {
    object: { apiVersion, kind, metadata: { name, namespace: 'ns' }, spec },
    template: 'a.yaml',
    placeOf: (path) => ({ file: `${name} ${path.join('/')}` }),
    sensitive,
  }
}
const manifests = [
  manifest('v1', 'Endpoints', 'a'),
  manifest('v1', 'Endpoints', 'b'),
  manifest('apps/v1', 'Deployment', 'web'),
]
const deprecated = 'v1 Endpoints is deprecated in v1.33+'
const endpoints = { group: '', version: 'v1', plural: 'endpoints', namespace: 'ns', name: undefined }
const place = (...warnings: Parameters<typeof placeWarnings>[1]) => placeWarnings(cluster, warnings, manifests, String)

test('a warning names its object and the line of its field', async () => {
  const text = 'spec.template.spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14'
  const about = { group: 'apps', version: 'v1', plural: 'deployments', namespace: 'ns', name: 'web' }
  expect(await place({ text, about })).toEqual([
    {
      type: 'warning',
      message: `Deployment ns/web: ${text}`,
      place: { file: 'web spec/template/spec/nodeSelector/beta.kubernetes.io/os' },
    },
  ])
})

test('a warning is told once, with all objects that it is about', async () => {
  const told = [
    { type: 'warning', message: `Endpoints ns/a, Endpoints ns/b: ${deprecated}`, place: { file: 'a kind' } },
  ]
  expect(await place({ text: deprecated, about: endpoints })).toEqual(told)
  const each = ['a', 'b'].map((name) => ({ text: deprecated, about: { ...endpoints, name } }))
  expect(await place(...each)).toEqual(told)
  expect(await place({ text: deprecated, about: { ...endpoints, name: 'b' } })).toMatchObject([
    { message: `Endpoints ns/b: ${deprecated}` },
  ])
})

test('a warning about nothing that is rendered is told as it is', async () => {
  expect(await place({ text: 'x', about: undefined }, { text: 'y', about: { ...endpoints, plural: 'pods' } })).toEqual([
    { type: 'warning', message: 'x' },
    { type: 'warning', message: 'y' },
  ])
})
