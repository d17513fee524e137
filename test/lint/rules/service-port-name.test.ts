import { describe, expect, it } from 'vitest'
import { foundIn } from './findings-of.ts'
import { service, webService, withContainer, workload } from './manifests.ts'

const rule = 'service-port-name'
const named = (name: string) => withContainer(`ports: [{name: ${name}, containerPort: 80}]`)

describe('the rule service-port-name', () => {
  it('finds a name that no container declares', () => {
    expect(foundIn(rule, named('htpp'), webService)).toEqual([
      ['no container of Deployment web has a port named http; did you mean htpp?', 'targetPort: http'],
    ])
  })

  it('finds one that only an init container declares', () => {
    const pod = workload(
      'initContainers: [{name: i, ports: [{name: http, containerPort: 80}]}]\ncontainers: [{name: a}]',
    )
    expect(foundIn(rule, pod, webService)).toHaveLength(1)
  })

  it.each([
    ['containers that a webhook writes', withContainer('image: auto'), webService],
    ['a declared name', named('http'), webService],
    [
      'a sidecar that declares it',
      workload(
        'initContainers: [{name: s, restartPolicy: Always, ports: [{name: http, containerPort: 80}]}]\ncontainers: [{name: a}]',
      ),
      webService,
    ],
    ['a number', named('a'), service('selector: {app: web}\nports: [{port: 80, targetPort: 80}, {port: 81}]')],
    [
      'a headless Service',
      named('a'),
      service('clusterIP: None\nselector: {app: web}\nports: [{port: 80, targetPort: http}]'),
    ],
    ['pods that are not rendered', withContainer('image: a:1', { labels: '{app: other}' }), webService],
  ])('passes %s', (_, pod, of) => {
    expect(foundIn(rule, pod, of)).toEqual([])
  })
})
