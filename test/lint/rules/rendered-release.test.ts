import { describe, expect, it } from 'vitest'
import { renderedRelease } from '../../../src/lint/rules/rendered-release.ts'
import { readManifests } from '../../../src/manifest/read.ts'
import { rendered } from '../../support/manifest/rendered.ts'

const pod =
  '{metadata: {labels: {app: a}}, spec: {initContainers: [{name: i}, {name: s, restartPolicy: Always}], containers: [{name: m}]}}'

describe('a workload of a rendered release', () => {
  it.each([
    ['apps/v1', 'Deployment', `{template: ${pod}}`],
    ['batch/v1', 'CronJob', `{jobTemplate: {spec: {template: ${pod}}}}`],
  ])('is found in %s %s, with its containers and labels', (apiVersion, kind, spec) => {
    const text = `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: a}\nspec: ${spec}\n`
    const [workload] = renderedRelease(readManifests([rendered(text)])).workloads
    expect(workload?.containers.map(({ name, role }) => [name, role])).toEqual([
      ['i', 'init'],
      ['s', 'sidecar'],
      ['m', 'main'],
    ])
    expect(workload?.podLabels).toEqual({ app: 'a' })
    expect(workload?.podPath.at(-1)).toBe('spec')
  })

  it('is no Service, and no workload without pods', () => {
    const texts = [
      'apiVersion: v1\nkind: Service\nmetadata: {name: a}\n',
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\n',
    ]
    expect(renderedRelease(readManifests(texts.map((text) => rendered(text)))).workloads).toEqual([])
  })

  it('has no containers where a webhook writes them', () => {
    const text =
      'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: istio-proxy, image: auto}]}\n'
    expect(renderedRelease(readManifests([rendered(text)])).workloads).toMatchObject([{ containers: [] }])
  })
})

describe('a rendered release', () => {
  it('finds manifests by kind, by reference and by namespace', () => {
    const texts = [
      'apiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: x}\n',
      'apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: x}\nspec: {containers: []}\n',
    ]
    const release = renderedRelease(readManifests(texts.map((text) => rendered(text))))
    const named = { group: '', version: 'v9', kind: 'Service', namespace: 'x', name: 'a' }
    expect(release.ofKind('/Service')).toEqual([release.manifests[0]])
    expect(release.find(named)).toBe(release.manifests[0])
    expect([release.ofKind('/Secret'), release.find({ ...named, namespace: 'y' })]).toEqual([[], undefined])
    expect([release.workloadsIn('x'), release.workloadsIn('y')]).toEqual([release.workloads, []])
  })
})
