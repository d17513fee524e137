import { describe, expect, it } from 'vitest'
import {
  chosenCluster,
  clustersOf,
  contextForSeveral,
  duplicateClusters,
  layersOnCluster,
} from '../../src/profile/clusters.ts'
import { readProfileFile } from '../../src/profile/profile-file.ts'
import { settingsOf } from '../../src/profile/settings.ts'
import { sources } from '../../src/sources/registry.ts'
import { problemOf } from '../support/problem-of.ts'

/** The layers of these files, the weakest first. */
function layers(...texts: readonly string[]) {
  return texts.map((text, index) => readProfileFile(text, `${index}.yaml`, sources))
}

function names(...texts: readonly string[]): string[] {
  return clustersOf(layers(...texts)).map(({ name }) => name)
}

describe('the clusters of a profile', () => {
  it('are named by any layer, in the order in which they are named first', () => {
    expect(names('clusters: {us: {}, eu: {}}', 'clusters: {ap: {}, us: {canary: true}}')).toEqual(['us', 'eu', 'ap'])
    expect(names('variables: {a: 1}', 'clusters:\n')).toEqual([])
  })

  it('may have nothing below them', () => {
    expect(names('kubeContext: "{{ CLUSTER }}"\nclusters:\n  eu:\n  us:\n')).toEqual(['eu', 'us'])
    expect(names('clusters: {eu: {variables: , guard: , variablesFrom: , kubeContext: , canary: }}')).toEqual(['eu'])
  })

  it('are taken out by false, and put back by a layer that names them again', () => {
    expect(names('clusters: {eu: {}, us: {}}', 'clusters: {eu: false}')).toEqual(['us'])
    expect(names('clusters: {eu: {}, us: {}}', 'clusters: {eu: false}', 'clusters: {eu: }')).toEqual(['eu', 'us'])
    expect(names('clusters: {eu: {}}', 'clusters: {eu: false}')).toEqual([])
  })

  it('stay, where a layer has nothing below one', () => {
    expect(names('clusters: {eu: {}, us: {}}', 'clusters: {eu: }')).toEqual(['eu', 'us'])
  })

  it('are canaries as the last layer says that says it', () => {
    const [eu, us] = clustersOf(
      layers('clusters: {eu: {canary: true}, us: {}}', 'clusters: {eu: {variables: {a: 1}}, us: {canary: true}}'),
    )
    expect([eu?.canary, us?.canary]).toEqual([true, true])
    expect(clustersOf(layers('clusters: {eu: {canary: true}}', 'clusters: {eu: {canary: false}}'))[0]?.canary).toBe(
      false,
    )
  })

  it('are not taken out where no weaker layer names them', () => {
    const problem = problemOf(() => clustersOf(layers('clusters: {eu-west: {}}', 'clusters:\n  eu-wset: false\n')))
    expect(problem).toMatchObject({
      code: 'cluster-unknown',
      message: '`clusters.eu-wset: false` takes out a cluster that no weaker layer names; did you mean eu-west?',
      place: { file: '1.yaml', line: 2 },
    })
  })
})

describe('the layers of a profile on a cluster', () => {
  const texts = [
    'kubeContext: all\nguard: {namespace: ns}\nclusters: {eu: {kubeContext: wide, guard: {kubeContext: wide, cluster: uid}}}',
    'kubeContext: narrow\nclusters: {eu: {guard: {kubeContext: narrow-eu}}, us: {}}',
  ]

  it('come over all of the profile, though a narrower file says otherwise', () => {
    expect(settingsOf(layersOnCluster(layers(...texts), 'eu')).kubeContext).toEqual({
      value: 'wide',
      place: { file: '0.yaml', line: 3, column: 17 },
    })
    expect(settingsOf(layersOnCluster(layers(...texts), 'us')).kubeContext?.value).toBe('narrow')
  })

  it('add to the guard of the profile, key by key', () => {
    const { guard } = settingsOf(layersOnCluster(layers(...texts), 'eu'))
    expect([guard.kubeContext?.value, guard.cluster?.value, guard.namespace?.value]).toEqual(['narrow-eu', 'uid', 'ns'])
    const other = settingsOf(layersOnCluster(layers(...texts), 'us')).guard
    expect([other.kubeContext, other.cluster, other.namespace?.value]).toEqual([undefined, undefined, 'ns'])
  })

  it('are the profile’s alone where it has no clusters', () => {
    const own = layers('kubeContext: a')
    expect(chosenCluster(own, 'prod_x', undefined)).toBeUndefined()
    expect(layersOnCluster(own, undefined)).toBe(own)
  })
})

describe('the cluster that is chosen', () => {
  const two = () => layers('clusters: {west: {}, east: {}}')

  it('is the one that is given, or the only one', () => {
    expect(chosenCluster(two(), 'prod_x', 'east')).toBe('east')
    expect(chosenCluster(layers('clusters: {eu: {}, us: {}}', 'clusters: {eu: false}'), 'prod_x', undefined)).toBe('us')
  })

  it('must be given where there are several', () => {
    expect(problemOf(() => chosenCluster(two(), 'prod_x', undefined))).toMatchObject({
      code: 'cluster-missing',
      message: 'prod_x is deployed to several clusters: west, east',
      hint: 'choose one with --cluster NAME',
    })
  })

  it('must be one of the profile’s', () => {
    expect(problemOf(() => chosenCluster(two(), 'prod_x', 'wset'))).toMatchObject({
      code: 'cluster-unknown',
      message: 'prod_x has no cluster "wset"; did you mean west?',
      detail: 'its clusters: west, east',
    })
    expect(problemOf(() => chosenCluster(layers('kubeContext: a'), 'prod_x', 'eu'))).toMatchObject({
      code: 'cluster-unknown',
      message: 'prod_x has no clusters, so that there is none called "eu"',
    })
    const out = layers('clusters: {eu: {}, us: {}}', 'clusters: {eu: false}')
    expect(problemOf(() => chosenCluster(out, 'prod_x', 'eu')).code).toBe('cluster-unknown')
  })
})

describe('a profile file', () => {
  const problem = (text: string) => problemOf(() => layers(text))

  it.each([
    [
      'clusters:\n  eu: {kubeContxt: a}\n',
      'unknown key `kubeContxt` in `clusters.eu` of the profile file; did you mean `kubeContext`?',
      2,
    ],
    [
      'clusters:\n  eu:\n    guard: {clustr: a}\n',
      'unknown key `clustr` in `clusters.eu.guard` of the profile file; did you mean `cluster`?',
      3,
    ],
    ['clusters:\n  eu: {namespace: a}\n', 'unknown key `namespace` in `clusters.eu` of the profile file', 2],
    [
      'clusters:\n  eu:\n    canary: 1\n',
      '`clusters.eu.canary` of the profile file must be true or false, found the number 1',
      3,
    ],
    ['clusters:\n  eu: true\n', '`clusters.eu` of the profile file must be a map or null, found the boolean true', 2],
    ['clusters: [eu]\n', '`clusters` of the profile file must be a map, found a list of 1 item', 1],
    [
      'clusters:\n  EU_1: {}\n',
      'the name "EU_1" in `clusters` of the profile file must consist of lower-case letters, digits, - and ., and start and end with a letter or digit',
      2,
    ],
    [
      `clusters:\n  ${'a'.repeat(64)}: {}\n`,
      `the name "${'a'.repeat(64)}" in \`clusters\` of the profile file must have at most 63 characters`,
      2,
    ],
  ])('says what is wrong with a cluster, and where: %j', (text, message, line) => {
    expect(problem(text)).toMatchObject({ code: 'file-invalid', message, place: { file: '0.yaml', line } })
  })

  it('knows the sources of a cluster by their shapes', () => {
    expect(problem('clusters:\n  eu:\n    variablesFrom:\n    - {configMp: a}\n')).toMatchObject({
      code: 'source-unknown',
      place: { file: '0.yaml', line: 4 },
    })
  })
})

describe('clusters that are one place', () => {
  const at = (cluster: string, context: string | undefined, namespace = 'ns') => ({ cluster, at: context, namespace })

  it('are told each, with the first that is there', () => {
    const problems = duplicateClusters('prod_x', [at('a', 'k'), at('b', 'l'), at('c', 'k'), at('d', 'k')])
    expect(problems.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      'cluster-duplicate: the clusters a and c of prod_x are the same place, k: each would deploy over the other',
      'cluster-duplicate: the clusters a and d of prod_x are the same place, k: each would deploy over the other',
    ])
  })

  it('are none where the namespaces differ', () => {
    expect(duplicateClusters('prod_x', [at('a', undefined, 'x'), at('b', undefined, 'y')])).toEqual([])
  })
})

describe('one kube context for several clusters', () => {
  it('is told with the clusters', () => {
    expect(contextForSeveral('mine', ['eu', 'us'])).toMatchObject({
      code: 'context-ambiguous',
      message: '--context mine would send the releases of several clusters to the same one: eu, us',
    })
  })
})
