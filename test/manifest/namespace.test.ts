import { describe, expect, it } from 'vitest'
import { refuseDuplicates } from '../../src/manifest/duplicates.ts'
import { describeRef, keyOf, kubectlName, refOf } from '../../src/manifest/identity.ts'
import { fillNamespaces } from '../../src/manifest/namespace.ts'
import { readManifests } from '../../src/manifest/read.ts'
import { scopeWithoutCluster } from '../../src/manifest/scope.ts'
import type { Manifest } from '../../src/manifest/types.ts'

function manifestsOf(...texts: string[]): Manifest[] {
  const text = texts.join('---\n')
  const placeAt = (offset: number) => ({ file: 'templates/web.yaml', line: text.slice(0, offset).split('\n').length })
  return readManifests([{ template: 'web.yaml', text, placeAt }])
}

function object(apiVersion: string, kind: string, name: string, namespace?: string, more = ''): string {
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: ${name}${namespace ? `, namespace: ${namespace}` : ''}}\n${more}`
}

const crd = (scope: string) =>
  object(
    'apiextensions.k8s.io/v1',
    'CustomResourceDefinition',
    'x',
    '',
    `spec: {group: a.b, names: {kind: X}, scope: ${scope}}\n`,
  )

describe('fillNamespaces', () => {
  const fill = (manifests: Manifest[], explicit = false) =>
    fillNamespaces(manifests, {
      namespace: 'ns',
      explicit,
      namespaced: scopeWithoutCluster(manifests.map((manifest) => manifest.object)),
    }).map((manifest) => describeRef(refOf(manifest.object)))

  it('fills the namespace in where a namespaced manifest has none', () => {
    expect(fill(manifestsOf(object('v1', 'ConfigMap', 'a'), object('apps/v1', 'Deployment', 'b', 'own')))).toEqual([
      'ConfigMap ns/a',
      'Deployment own/b',
    ])
  })

  it('takes the namespace from cluster-scoped manifests, as the server does', () => {
    const role = object('rbac.authorization.k8s.io/v1', 'ClusterRole', 'a', 'ns')
    expect(fill(manifestsOf(role, object('v1', 'Namespace', 'b')))).toEqual(['ClusterRole a', 'Namespace b'])
  })

  it('takes an unknown kind for namespaced, unless a CustomResourceDefinition among the manifests says otherwise', () => {
    expect(fill(manifestsOf(object('a.b/v1', 'X', 'x')))).toEqual(['X ns/x'])
    expect(fill(manifestsOf(object('a.b/v1', 'X', 'x'), crd('Cluster')))).toContain('X x')
    expect(fill(manifestsOf(object('a.b/v1', 'X', 'x'), crd('Namespaced')))).toContain('X ns/x')
  })

  it('refuses a manifest that contradicts --namespace, with its line', () => {
    const manifests = manifestsOf(object('v1', 'ConfigMap', 'a', 'ns'), object('v1', 'ConfigMap', 'b', 'other'))
    expect(() => fill(manifests, true)).toThrow(
      expect.objectContaining({ code: 'namespace-mismatch', place: { file: 'templates/web.yaml', line: 7 } }),
    )
    expect(fill(manifests, false)).toEqual(['ConfigMap ns/a', 'ConfigMap other/b'])
  })
})

describe('refuseDuplicates', () => {
  it('names both places of two manifests of one object, whatever their version', () => {
    const manifests = manifestsOf(object('apps/v1', 'Deployment', 'a'), object('apps/v1beta1', 'Deployment', 'a'))
    expect(() => refuseDuplicates(manifests)).toThrow(
      expect.objectContaining({
        code: 'manifest-duplicate',
        message: 'Deployment a is rendered twice',
        place: { file: 'templates/web.yaml', line: 7 },
        detail: 'first at templates/web.yaml:3',
      }),
    )
  })

  it('tells objects of another namespace, kind, group or name apart', () => {
    refuseDuplicates(
      manifestsOf(
        object('v1', 'ConfigMap', 'a', 'ns'),
        object('v1', 'ConfigMap', 'a', 'other'),
        object('v1', 'Secret', 'a', 'ns'),
        object('a.b/v1', 'ConfigMap', 'a', 'ns'),
        object('v1', 'ConfigMap', 'b', 'x'),
      ),
    )
  })
})

describe('refOf', () => {
  it('splits group and version, and describes the object for people and as kubectl does', () => {
    const [deployment, service] = manifestsOf(
      object('apps/v1', 'Deployment', 'web', 'ns'),
      object('v1', 'Service', 's'),
    )
    const refs = [deployment, service].map((manifest) => manifest && refOf(manifest.object))
    expect(refs[0]).toEqual({ group: 'apps', version: 'v1', kind: 'Deployment', namespace: 'ns', name: 'web' })
    expect(refs.map((ref) => ref && kubectlName(ref))).toEqual(['deployment.apps/web', 'service/s'])
    expect(refs.map((ref) => ref && keyOf(ref))).toEqual(['apps/Deployment/ns/web', '/Service//s'])
  })
})
