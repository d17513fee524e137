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
})
