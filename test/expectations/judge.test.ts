import { describe, expect, test } from 'vitest'
import { formatPlace } from '../../src/errors.ts'
import { judge } from '../../src/expectations/judge.ts'
import { cutMarked } from '../../src/shorten.ts'
import { assertions, judged } from './judged.ts'

const shop = judged(`apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  replicas: 2
  template:
    spec:
      containers:
      - {name: web, image: 'web:1'}
      - {name: log, image: 'log:latest'}
      initContainers: []
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
---
apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
---
apiVersion: v1
kind: Secret
metadata: {name: db, namespace: shop}
stringData: {password: hunter2-hunter2}
`)

/** What isn't so, each with the line of the test and of the template. */
function failuresOf(items: string): string[] {
  return assertions(items)
    .flatMap((assertion) => judge(shop, assertion))
    .map(({ message, place, written, hint }) => {
      const where = written === undefined ? '' : ` <${formatPlace(written)}>`
      return cutMarked(`${place.line}: ${message}${where}${hint === undefined ? '' : ` (${hint})`}`)
    })
}

describe('what is as a test expects it', () => {
  test.each([
    '  - kind: Deployment\n',
    '  - {kind: Deployment, count: 1}\n',
    '  - {kind: Ingress, count: 0}\n',
    '  - {kind: Service, count: 2}\n',
    '  - {namespace: shop, count: 4}\n',
    '  - {count: 4}\n',
    '  - {name: web, count: 2}\n',
    '  - {fields: {metadata.namespace: shop}}\n',
    '  - {kind: Deployment, fields: {spec.replicas: 2, spec.paused: {exists: false}}}\n',
    '  - {kind: Deployment, fields: {spec.template.spec.initContainers.image: {exists: false}}}\n',
    '  - {kind: Secret, fields: {stringData.password: hunter2-hunter2}}\n',
  ])('%j fails nothing', (items) => {
    expect(failuresOf(items)).toEqual([])
  })
})

describe('what is otherwise', () => {
  test.each<[string, string[]]>([
    [
      '  - kind: Deployment\n    fields:\n      spec.replicas: 3\n',
      ['7: Deployment shop/web: spec.replicas is 2, expected 3 <templates/web.yaml:15>'],
    ],
    [
      '  - fields: {spec.template.spec.containers.image: {not: "log:latest"}, kind: {exists: true}}\n    kind: Deployment\n',
      [
        '5: Deployment shop/web: spec.template.spec.containers[name=log].image is "log:latest", expected anything but "log:latest" <templates/web.yaml:20>',
      ],
    ],
    [
      '  - {kind: Deployment, fields: {spec.replica: 3}}\n',
      ['5: Deployment shop/web: spec.replica is missing, expected 3 <templates/web.yaml:14> (did you mean replicas?)'],
    ],
    [
      '  - {kind: Deployment, fields: {spec.replicas: {exists: false}}}\n',
      ['5: Deployment shop/web: spec.replicas is 2, expected nothing there <templates/web.yaml:15>'],
    ],
    [
      '  - {kind: Deployment, fields: {spec.template.spec.initContainers.image: a}}\n',
      [
        '5: Deployment shop/web: spec.template.spec.initContainers.image leads into an empty list, expected "a" <templates/web.yaml:11>',
      ],
    ],
    [
      '  - {kind: Deployment, fields: {spec.replicas: {abov: 1}}}\n',
      [
        '5: Deployment shop/web: spec.replicas is 2, expected {"abov":1} <templates/web.yaml:15> (this is a map to compare with; the matcher is called `above`)',
      ],
    ],
    ['  - {kind: Deploymnt}\n', ['5: no Deploymnt is rendered (did you mean Deployment?)']],
    ['  - {kind: Ingress}\n', ['5: no Ingress is rendered (rendered kinds: Deployment, Secret, Service)']],
    ['  - {kind: Service, name: wbe}\n', ['5: no Service wbe is rendered (did you mean web?)']],
    [
      '  - {kind: Service, name: queue}\n',
      ['5: no Service queue is rendered (there is Service shop/web, Service shop/db)'],
    ],
    [
      '  - {kind: Service, namespace: other, name: db}\n',
      ['5: no Service other/db is rendered (there is Service shop/db)'],
    ],
    [
      '  - {kind: Service, count: 1}\n',
      ['5: Service: expected 1, found 2: Service shop/web, Service shop/db <templates/web.yaml:23>'],
    ],
    [
      '  - {kind: Ingress, count: 1}\n',
      ['5: Ingress: expected 1, found none (rendered kinds: Deployment, Secret, Service)'],
    ],
    [
      '  - {kind: Service, count: 0}\n',
      ['5: Service: expected 0, found 2: Service shop/web, Service shop/db <templates/web.yaml:23>'],
    ],
  ])('%j is told', (items, expected) => {
    expect(failuresOf(items)).toEqual(expected)
  })

  test('is told without a sensitive value', () => {
    const [failure = ''] = failuresOf('  - {kind: Secret, fields: {stringData.password: other}}\n')
    expect(failure).toContain('stringData.password is "(masked 1)", expected "other"')
    expect(failure).not.toContain('hunter2')
  })

  test('is told where nothing is rendered at all', () => {
    const [assertion] = assertions('  - {kind: Service}\n')
    if (assertion === undefined) throw new Error('no assertion')
    expect(judge([], assertion)).toMatchObject([{ message: 'no Service is rendered', hint: 'nothing is rendered' }])
  })
})
