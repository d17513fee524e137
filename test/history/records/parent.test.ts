import { describe, expect, test } from 'vitest'
import { knownReach, warningsAboutParent } from '../../../src/history/known-reach.ts'
import { revisionsOf } from '../../../src/history/read-revisions.ts'
import { problemsIn, reachOf } from '../../../src/history/records/parent.ts'
import type { Json, KubeObject } from '../../../src/manifest/types.ts'
import { cutMarked } from '../../../src/shorten.ts'
import { recordOf } from '../../support/history/stored.ts'

const release = { name: 'trading', profile: 'prod_cthulu', namespace: 'my-ns-prod' }
const kinds = 'applyset.kubernetes.io/contains-group-kinds'
const namespaces = 'applyset.kubernetes.io/additional-namespaces'

const parent = (annotations: Json): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'p', annotations },
})

describe('what a parent says', () => {
  test('is the kinds and namespaces that its set may contain', () => {
    const found = parent({ [kinds]: 'ConfigMap,Deployment.apps,Ingress.networking.k8s.io', [namespaces]: 'a,b-2' })

    expect(reachOf(found)).toEqual({
      groupKinds: ['ConfigMap', 'Deployment.apps', 'Ingress.networking.k8s.io'],
      namespaces: ['a', 'b-2'],
    })
    expect(problemsIn(found)).toEqual([])
    expect(reachOf(parent({ [kinds]: '', [namespaces]: '' }))).toEqual({ groupKinds: [], namespaces: [] })
  })

  test.each<[string, Json, string[], string[]]>([
    ['nothing', undefined as never, [], []],
    ['annotations a list', ['a'], [], []],
    ['numbers', { [kinds]: 5, [namespaces]: [] }, [], [`${kinds} is not text`, `${namespaces} is not text`]],
    [
      'no kinds',
      { [kinds]: 'ConfigMap,../secrets,config map' },
      ['ConfigMap'],
      [`${kinds} lists an invalid name: "../secrets"`],
    ],
    ['empty items', { [kinds]: 'ConfigMap,,' }, ['ConfigMap'], [`${kinds} lists an invalid name: ""`]],
    ['a group of dots', { [kinds]: 'A...' }, [], [`${kinds} lists an invalid name: "A..."`]],
    ['escapes', { [kinds]: 'A\u001b[2J' }, [], [`${kinds} lists an invalid name: "A\\u001b[2J"`]],
    ['spaces', { [kinds]: 'ConfigMap, Secret' }, ['ConfigMap'], [`${kinds} lists an invalid name: " Secret"`]],
    ['a long name', { [kinds]: 'A'.repeat(99) }, [], [`${kinds} lists an invalid name: "${'A'.repeat(59)}…`]],
    [
      'a million namespaces',
      { [kinds]: 'ConfigMap', [namespaces]: Array.from({ length: 1_000_000 }, (_, index) => `n${index}`).join() },
      ['ConfigMap'],
      [`${namespaces} lists 1000000 names, more than 500`],
    ],
    [
      'no namespaces',
      { [namespaces]: 'kube-system/secrets?x' },
      [],
      [`${namespaces} lists an invalid name: "kube-system/secrets?x"`],
    ],
  ])('with %s counts as far as it can be', (_name, annotations, groupKinds, odd) => {
    expect(reachOf(parent(annotations))).toEqual({ groupKinds, namespaces: [] })
    expect(problemsIn(parent(annotations)).map(cutMarked)).toEqual(odd)
  })
})

describe('where members may be', () => {
  const object = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a', namespace: 'b' } }
  const facts = { createdAt: '2026-11-21T06:00:00.000Z', by: 'ada', command: 'apply', kdeployVersion: '0' }
  const manifests = [{ template: 't', object, sensitive: [] }]
  const history = revisionsOf(release, [recordOf(release, { number: 1, status: 'succeeded', ...facts, manifests })])

  test('is what the parent says alone, where that is all that the newest revision has', () => {
    const older = recordOf(release, {
      number: 1,
      status: 'succeeded',
      ...facts,
      manifests: [{ template: 't', object: { ...object, kind: 'Endpoints' }, sensitive: [] }],
    })
    const newer = recordOf(release, { number: 2, status: 'succeeded', ...facts, manifests })
    const both = revisionsOf(release, [older, newer])

    expect(knownReach(release, parent({ [kinds]: 'ConfigMap,Service', [namespaces]: 'b' }), both, [])).toEqual({
      groupKinds: ['ConfigMap', 'Service'],
      namespaces: ['b'],
    })
    expect(knownReach(release, null, [], [])).toBeUndefined()
  })

  test.each<[string, Json]>([
    ['has no annotation', {}],
    ['names other kinds', { [kinds]: 'Secret', [namespaces]: 'b' }],
    ['names other namespaces', { [kinds]: 'Service', [namespaces]: 'c' }],
  ])('is also what the revisions recorded, where somebody narrowed the parent: it %s', (_, annotations) => {
    const known = knownReach(release, parent(annotations), history, [])

    expect(known?.groupKinds).toContain('Service')
    expect(known?.namespaces).toContain('b')
  })

  test('is also what the revisions recorded, where the parent is lost or says what cannot be', () => {
    const recorded = { groupKinds: ['Service'], namespaces: ['b'] }

    expect(knownReach(release, null, history, [])).toEqual(recorded)
    expect(knownReach(release, parent({ [kinds]: 'ConfigMap,?' }), history, [])).toEqual({
      groupKinds: ['ConfigMap', 'Service'],
      namespaces: ['b'],
    })
    expect(warningsAboutParent(release, parent({ [kinds]: 'ConfigMap,?' }), [])).toEqual([
      expect.stringMatching(
        /^the Secret my-ns-prod\/kdeploy-trading-\S+: \S+ lists an invalid name: "\?"; it is ignored$/,
      ),
    ])
  })

  test('is told to be unchecked where it is signed and there is no key', () => {
    const signed = parent({ [kinds]: 'ConfigMap', 'kdeploy.dev/signature': 'a.b.c' })

    expect(warningsAboutParent(release, signed, [])).toEqual([
      expect.stringMatching(/^this release is signed, but KDEPLOY_HISTORY/),
    ])
    expect(warningsAboutParent(release, parent({ [kinds]: 'ConfigMap' }), [])).toEqual([])
  })

  test('is only what trusted revisions recorded, where the parent is not trusted', () => {
    const keys = [{ id: 'a', secret: 'b' }]
    const forged = parent({ [kinds]: 'Secret', [namespaces]: 'kube-system' })
    const judged = revisionsOf(
      release,
      history.map(({ secret }) => secret),
      forged,
      keys,
    )

    expect(knownReach(release, forged, judged, keys)).toEqual({ groupKinds: [], namespaces: [] })
    expect(warningsAboutParent(release, forged, keys)[0]).toContain('is not trusted (unsigned)')
  })
})
