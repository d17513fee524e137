import { describe, expect, it } from 'vitest'
import { noSwitches, type RuleSwitches } from '../../src/findings/switches.ts'
import { readManifests } from '../../src/manifest/read.ts'
import type { FieldPath, SensitiveField } from '../../src/manifest/types.ts'
import { builtIn } from '../../src/schemas/built-in.ts'
import { newestMinor, oldestMinor } from '../../src/schemas/data/versions.ts'
import { findInvalidValues } from '../../src/validation/invalid-values.ts'
import { rendered } from '../support/manifest/rendered.ts'
import { readBases } from '../support/validate/bases.ts'
import { refusalsOf } from '../support/validate/refusals.ts'

const service = `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  ports:
  - port: 70000
`

function find(
  text: string,
  switches: RuleSwitches = noSwitches,
  sensitive: readonly SensitiveField[] = [],
  broken: readonly FieldPath[] = [],
) {
  const manifests = readManifests([rendered(text)]).map((manifest) => ({ ...manifest, sensitive }))
  return manifests.flatMap((manifest) => findInvalidValues(manifest, broken, builtIn(36), switches))
}

describe('a finding of an invalid value', () => {
  it('has its line, the field, what it must be and what it is', () => {
    expect(find(service)).toEqual([
      {
        rule: 'invalid-value',
        severity: 'error',
        message: 'spec.ports[0].port: must be between 1 and 65535, but is 70000',
        place: { file: 'templates/web.yaml', line: 16 },
        about: { kind: 'Service', namespace: undefined, name: 'web' },
        hint: undefined,
      },
    ])
  })

  it('names a missing field by the one that lacks it, and its line', () => {
    const [finding] = find('apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  type: ClusterIP\n')
    expect(finding).toMatchObject({ message: 'spec: ports is missing', place: { line: 14 } })
  })

  it('says what to do where that is known', () => {
    const [finding] = find(
      service.replace('70000', '80, targetPort: "8080"').replace('- port: 80', '- {port: 80').concat('    }\n'),
    )
    expect(finding).toMatchObject({
      message: 'spec.ports[0].targetPort: is a port number in quotes',
      hint: 'write the number without quotes',
    })
  })

  it('quotes no sensitive value, nor the data of a Secret', () => {
    const field = { path: ['spec', 'ports', 0, 'port'], texts: [], isKey: false }
    expect(find(service, noSwitches, [field])[0]?.message).toBe('spec.ports[0].port: must be between 1 and 65535')
    const secret =
      'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ntype: kubernetes.io/dockerconfigjson\nstringData: {.dockerconfigjson: hunter2}\n'
    expect(find(secret)[0]?.message).toBe('stringData..dockerconfigjson: must be a JSON object')
  })

  it('repeats no sensitive value of another field, nor a part of its own, nor a sensitive key', () => {
    const job =
      'apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: a}\nspec:\n  schedule: "0 4711 * * *"\n  jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: a}]}}}}\n'
    const schedule = { path: ['spec', 'schedule'], texts: ['0 4711 * * *'], isKey: false }
    const hpa =
      'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: a}\nspec: {minReplicas: 4711, maxReplicas: 2, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: a}}\n'
    const least = { path: ['spec', 'minReplicas'], texts: ['4711'], isKey: false }
    const map = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a/4711: b}\n'
    const key = { path: ['data', 'a/4711'], texts: ['4711'], isKey: true }

    const found = [
      ...find(job, noSwitches, [schedule]),
      ...find(hpa, noSwitches, [least]),
      ...find(map, noSwitches, [key]),
    ]

    expect(found.map(({ rule }) => rule)).toEqual(['invalid-value', 'invalid-value', 'invalid-value'])
    expect(found[1]?.message).toBe('spec.maxReplicas: must be at least minReplicas, (masked), but is 2')
    expect(found[2]?.message).toBe('data: has an entry that is not valid')
    expect(JSON.stringify(found)).not.toContain('4711')
  })

  it.each([
    ['a type of Secret', 'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ntype: constructor\n', []],
    [
      'a volume',
      'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: a}], volumes: [{name: a, __proto__: {}, __defineGetter__: {}}]}\n',
      [],
    ],
    [
      'a source of a PersistentVolume',
      'apiVersion: v1\nkind: PersistentVolume\nmetadata: {name: a}\nspec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], toString: {}}\n',
      ['spec: must have a source'],
    ],
    [
      'a metric',
      'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: a}\nspec: {maxReplicas: 1, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: a}, metrics: [{type: constructor}]}\n',
      ['spec.metrics[0].type: must be Object, Pods, Resource, ContainerResource or External, but is "constructor"'],
    ],
  ])('takes no name that every JavaScript object has for one that is known, of %s', (_, text, expected) => {
    expect(find(text).map(({ message }) => message)).toEqual(expected)
  })

  it('is switched by its rule, and left out for excepted objects', () => {
    const severities = new Map([['invalid-value', 'warning' as const]])
    expect(find(service, { ...noSwitches, severities })).toMatchObject([{ severity: 'warning' }])
    expect(find(service, { ...noSwitches, severities: new Map([['invalid-value', 'off' as const]]) })).toEqual([])
    expect(find(service, { ...noSwitches, exceptions: [{ rule: 'invalid-value', name: 'w*' }] })).toEqual([])
  })

  it('is made of no valid manifest, whatever the version', () => {
    const minors = Array.from({ length: newestMinor - oldestMinor + 1 }, (_, index) => oldestMinor + index)
    const told = minors.flatMap((minor) => [...readBases().values()].flatMap((object) => refusalsOf(object, minor)))
    expect(told).toEqual([])
  })

  it('is left out where the schema tells of its cause', () => {
    const causes = (...broken: FieldPath[]) => find(service, noSwitches, [], broken).length
    expect(causes(['spec', 'ports', 0, 'port'])).toBe(0)
    expect(causes(['spec', 'ports', 0])).toBe(0)
    expect(causes(['spec', 'ports', 0, 'port', 'number'])).toBe(0)
    expect(causes(['spec', 'ports', 1], ['spec', 'ports', 0, 'prot'], ['spec', 'type'])).toBe(1)
    const typo = 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  port: []\n'
    expect(find(typo)).toHaveLength(1)
    expect(find(typo, noSwitches, [], [['spec', 'port']])).toEqual([])
  })

  it('is not made of a version of the kind that is not served', () => {
    const ingress = (version: string) =>
      `apiVersion: networking.k8s.io/${version}\nkind: Ingress\nmetadata: {name: web}\nspec: {defaultBackend: {serviceName: web}}\n`
    expect(find(ingress('v1beta1'))).toEqual([])
    expect(find(ingress('v1'))).toMatchObject([{ message: 'spec.defaultBackend: must have a service or a resource' }])
  })
})
