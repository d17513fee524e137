import { describe, expect, test } from 'vitest'
import type { JsonObject, KubeObject, Manifest } from '../../../src/manifest/types.ts'
import { contentName } from '../../../src/plan/references/content-name.ts'
import { nameByContent } from '../../../src/plan/references/name-by-content.ts'

function manifest(object: KubeObject): Manifest {
  return { object, template: 'a.yaml', sensitive: [], placeOf: (path) => ({ file: path.join('.') }) }
}

function data(kind: string, name: string, annotations: JsonObject = { 'kdeploy.dev/name-by-content': 'true' }) {
  return { apiVersion: 'v1', kind, metadata: { name, namespace: 'shop', annotations }, data: { a: 'eA==' } }
}

const [map, secret] = [data('ConfigMap', 'app'), data('Secret', 'db')]
const [mapName, secretName] = [contentName(manifest(map)), contentName(manifest(secret))]

function rename(apiVersion: string, kind: string, fields: JsonObject, metadata: JsonObject = {}): KubeObject {
  const other = { apiVersion, kind, metadata: { name: 'x', namespace: 'shop', ...metadata }, ...fields }
  return nameByContent([map, secret, other].map(manifest))[2]?.object ?? other
}

const pod = (spec: JsonObject) => rename('v1', 'Pod', { spec })['spec']

describe('what refers to a ConfigMap or Secret that is named by its content follows', () => {
  test('in the environment of containers, also where it is optional', () => {
    const containers = (app: string, db: string) => [
      {
        env: [
          { name: 'A', valueFrom: { configMapKeyRef: { name: app, key: 'a' } } },
          { name: 'B', valueFrom: { secretKeyRef: { name: db, key: 'a', optional: true } } },
        ],
        envFrom: [{ configMapRef: { name: app, optional: true } }, { secretRef: { name: db } }],
      },
    ]
    expect(pod({ initContainers: containers('app', 'db'), containers: containers('app', 'db') })).toEqual({
      initContainers: containers(mapName, secretName),
      containers: containers(mapName, secretName),
    })
  })

  test('in volumes, and where images are pulled', () => {
    const spec = (app: string, db: string) => ({
      volumes: [
        { name: 'a', configMap: { name: app, optional: true } },
        { name: 'b', secret: { secretName: db, items: [{ key: 'a', path: 'a' }] } },
        { name: 'c', projected: { sources: [{ configMap: { name: app } }, { secret: { name: db, optional: true } }] } },
        { name: 'd', csi: { nodePublishSecretRef: { name: db } } },
      ],
      imagePullSecrets: [{ name: db }],
    })
    expect(pod(spec('app', 'db'))).toEqual(spec(mapName, secretName))
  })

  test('in an Ingress and a ServiceAccount', () => {
    const ingress = rename('networking.k8s.io/v1', 'Ingress', { spec: { tls: [{ hosts: ['a'], secretName: 'db' }] } })
    expect(ingress['spec']).toEqual({ tls: [{ hosts: ['a'], secretName: secretName }] })
    const account = rename('v1', 'ServiceAccount', { imagePullSecrets: [{ name: 'db' }] })
    expect(account['imagePullSecrets']).toEqual([{ name: secretName }])
  })

  test('in what an object comes after', () => {
    const comesAfter = (text: string) => ({ annotations: { 'kdeploy.dev/after': text } })
    const renamed = rename(
      'v1',
      'Service',
      {},
      comesAfter('ConfigMap/app,secret/db, Secret/shop/db, Secret/other/db, StatefulSet/app'),
    )
    expect(renamed.metadata['annotations']).toEqual(
      comesAfter(
        `ConfigMap/${mapName},secret/${secretName}, Secret/shop/${secretName}, Secret/other/db, StatefulSet/app`,
      ).annotations,
    )
  })
})

test.each(['ExternalSecret/db', 'SealedSecret/shop/db, ExternalSecret.external-secrets.io/db', 'MyConfigMap/app'])(
  'what an object comes after keeps its name where it is of another kind: %s',
  (after) => {
    const annotations = { 'kdeploy.dev/after': after }
    expect(rename('v1', 'Service', {}, { annotations }).metadata['annotations']).toEqual(annotations)
  },
)

test('a ConfigMap has another hash where its data is sensitive', () => {
  const sensitive = [{ path: ['data', 'a'], texts: [], isKey: false }]
  const [renamed] = nameByContent([{ ...manifest(map), sensitive }])
  expect(renamed?.object.metadata.name).toMatch(/^app-[0-9a-f]{10}$/)
  expect(renamed?.object.metadata.name).not.toBe(mapName)
})

test('the others keep their names: of another namespace, kind, or without the annotation', () => {
  const spec = {
    volumes: [
      { name: 'a', configMap: { name: 'db' } },
      { name: 'b', secret: { secretName: 'app' } },
    ],
  }
  expect(pod(spec)).toEqual(spec)
  const elsewhere = { spec: { volumes: [{ name: 'a', configMap: { name: 'app' } }] } }
  expect(rename('v1', 'Pod', elsewhere, { namespace: 'other' })).toMatchObject(elsewhere)
  const plain = [data('ConfigMap', 'app', {})].map(manifest)
  expect(nameByContent(plain)).toEqual(plain)
})

test('the object itself has the new name, and its fields keep their places', () => {
  const [renamed] = nameByContent([manifest(map)])
  expect(renamed?.object).toEqual({ ...map, metadata: { ...map.metadata, name: mapName } })
  expect(renamed?.placeOf(['metadata', 'name'])).toEqual({ file: 'metadata.name' })
})
