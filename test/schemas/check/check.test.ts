import { describe, expect, it } from 'vitest'
import { schemasOf } from '../../../src/schemas/schemas.ts'
import { problemsIn } from '../../support/schemas/problems.ts'

const deployment = (spec: string, container = '') => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
${spec.replace(/^/gm, '  ')}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        image: web:1
${container.replace(/^/gm, '        ')}
`

const inContainer = (container: string) =>
  problemsIn(deployment('', container)).map((text) => text.replace('spec.template.spec.containers[0].', ''))

describe('a field that does not exist', () => {
  it.each([
    ['ports: [{containerport: 80}]', ['ports[0].containerport: unknown field; did you mean containerPort?']],
    ['imagePulPolicy: Always', ['imagePulPolicy: unknown field; did you mean imagePullPolicy?']],
    ['httpGet: {port: 80}', ['httpGet: unknown field; did you mean livenessProbe.httpGet?']],
    ['nodeSelector: {a: b}', ['nodeSelector: unknown field; it is a field further out: check the indentation']],
    ['resources: {foo: 1}', ['resources.foo: unknown field; its fields are claims, limits, requests']],
    ['somethingElse: 1', ['somethingElse: unknown field']],
  ])('is told, with the one that was meant: %s', (container, expected) => {
    expect(inContainer(container)).toEqual(expected)
  })

  it('is told where it belongs', () => {
    expect(problemsIn(deployment('containers: []'))).toEqual([
      'spec.containers: unknown field; did you mean template.spec.containers?',
    ])
  })
})

describe('a value of the wrong type', () => {
  it.each([
    ['ports: [{containerPort: "80"}]', 'ports[0].containerPort: must be an integer, but is "80"; remove the quotes'],
    ['ports: [{containerPort: 8.5}]', 'ports[0].containerPort: must be an integer, but is 8.5'],
    ['env: [{name: A, value: 8080}]', 'env[0].value: must be a string, but is 8080; put it in quotes'],
    ['env: [{name: A, value: yes}]', 'env[0].value: must be a string, but is true; put it in quotes'],
    ['env: {A: b}', 'env: must be a list, but is a map; begin each item with `- `'],
    ['resources: []', 'resources: must be a map, but is an empty list; remove the `- `: there is one'],
    ['resources: {limits: {cpu: true}}', 'resources.limits.cpu: must be a quantity, but is true'],
    ['stdin: "true"', 'stdin: must be true or false, but is "true"; remove the quotes'],
    ['stdin: "maybe"', 'stdin: must be true or false, but is "maybe"'],
    [
      'livenessProbe: {tcpSocket: {port: 1.5}}',
      'livenessProbe.tcpSocket.port: must be an integer or a string, but is 1.5',
    ],
    [
      'livenessProbe: {periodSeconds: 3000000000}',
      'livenessProbe.periodSeconds: must be an integer of 32 bits, but is 3000000000',
    ],
  ])('is told, with what is there: %s', (container, expected) => {
    expect(inContainer(container)).toEqual([expected])
  })

  it('is not one where the API server takes several', () => {
    expect(inContainer('resources: {limits: {cpu: 1, memory: 1Gi}}\nlivenessProbe: {tcpSocket: {port: http}}')).toEqual(
      [],
    )
  })

  it('is told of what has a format', () => {
    expect(
      problemsIn(`
apiVersion: v1
kind: Secret
metadata: {name: a, creationTimestamp: yesterday}
data: {good: Zm9v, bad: "?"}
`),
    ).toEqual([
      'metadata.creationTimestamp: must be a time, but is "yesterday"; write it as in 2006-01-02T15:04:05Z',
      'data.bad: must be base64, but is "?"',
    ])
  })
})

describe('a quantity', () => {
  it.each([
    ['1GB', '; did you mean 1Gi?'],
    ['512mb', '; did you mean 512Mi?'],
    ['2 Gi', '; did you mean 2Gi?'],
    ['half', '; write it as in 500m, 2 or 128Mi'],
    ['', '; write it as in 500m, 2 or 128Mi'],
  ])('must be one that the API server can read: %s', (memory, hint) => {
    expect(inContainer(`resources: {limits: {memory: "${memory}"}}`)).toEqual([
      `resources.limits.memory: must be a quantity, but is "${memory}"${hint}`,
    ])
  })

  it.each(['1', '1.5Gi', '100m', '1e3', '.5', '128974848', '2E'])('may be %s', (memory) => {
    expect(inContainer(`resources: {limits: {memory: ${memory}}}`)).toEqual([])
  })
})

describe('a value', () => {
  it('is told where it is not one of the few allowed', () => {
    expect(inContainer('imagePullPolicy: always')).toEqual([
      'imagePullPolicy: must be one of Always, IfNotPresent, Never, but is "always"; did you mean Always?',
    ])
  })

  it('of null counts as missing', () => {
    expect(inContainer('command: null\nenv: [{name: A, value: null}]\nports: [{containerPort: null}]')).toEqual([
      'ports[0]: containerPort is missing',
    ])
  })
})

describe('a required field', () => {
  it('is told where it is missing', () => {
    expect(problemsIn('{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {template: {}}}')).toEqual([
      'spec.template: spec is missing',
      'spec: selector is missing',
    ])
  })

  it('is not told once more where it is misspelt', () => {
    expect(inContainer('ports: [{containerport: 80}]')).toHaveLength(1)
  })

  it('of a status is left to the server, which ignores it', () => {
    expect(
      problemsIn(
        '{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: a}, status: {conditions: [{}], foo: 1}}',
      ),
    ).toEqual([expect.stringMatching(/^status\.foo: unknown field/)])
  })
})

describe('a list that tells its items apart', () => {
  it.each([
    [
      'ports: [{containerPort: 80}, {containerPort: 80, protocol: TCP}]',
      'ports[1]: must differ from [0], but is containerPort 80, protocol "TCP" too',
    ],
    ['env: [{name: A}, {name: B}, {name: A}]', 'env[2]: must differ from [0], but is name "A" too'],
  ])('has no item twice: %s', (container, expected) => {
    expect(inContainer(container)).toEqual([expected])
  })

  it('may have items that differ in one of the keys', () => {
    expect(inContainer('ports: [{containerPort: 53}, {containerPort: 53, protocol: UDP}]')).toEqual([])
  })

  it('has no item that is null, or without what tells it apart', () => {
    expect(inContainer('env: [null, {name: A}]\nvolumeMounts: [null]')).toEqual([
      'env[0]: must not be null',
      'volumeMounts[0]: must not be null',
    ])
    expect(problemsIn('{apiVersion: v1, kind: ServiceAccount, metadata: {name: a}, secrets: [{}, {name: b}]}')).toEqual(
      ['secrets[0]: name is missing'],
    )
    expect(problemsIn(deployment('', '').replace('containers:', 'imagePullSecrets: [{}]\n      containers:'))).toEqual(
      [],
    )
  })

  it('tells null from the default', () => {
    expect(inContainer('ports: [{containerPort: 80}, {containerPort: 80, protocol: null}]')).toEqual([])
  })

  it('has no item of a set twice', () => {
    expect(problemsIn('{apiVersion: v1, kind: ConfigMap, metadata: {name: a, finalizers: [a/b, a/b]}}')).toEqual([
      'metadata.finalizers[1]: must differ from [0], but is "a/b" too',
    ])
  })
})

describe('a version of Kubernetes', () => {
  it('has the fields that it has', () => {
    const text = deployment('', 'restartPolicyRules: []\nresizePolicy: []')

    expect(problemsIn(text, schemasOf(26)).map((problem) => problem.replace(/^.*\]\./, ''))).toEqual([
      'restartPolicyRules: unknown field',
      'resizePolicy: unknown field',
    ])
    expect(problemsIn(text, schemasOf(36))).toEqual([])
  })
})
