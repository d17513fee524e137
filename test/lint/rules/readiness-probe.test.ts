import { describe, expect, it } from 'vitest'
import { foundIn } from './findings-of.ts'
import { service, webService, withContainer, workload } from './manifests.ts'

const noProbe = withContainer('image: nginx:1')
const rule = 'readiness-probe'

describe('the rule readiness-probe', () => {
  it('finds a container behind a Service without one', () => {
    expect(foundIn(rule, noProbe, webService)).toEqual([
      ['container app: no readiness probe, though Service web sends requests to it', '- name: app'],
    ])
  })

  it('tells the container that declares the port, once for several Services', () => {
    const pod = workload('containers:\n- name: proxy\n- name: app\n  ports: [{name: http, containerPort: 80}]')
    const other = service('selector: {app: web}\nports: [{port: 80}]', 'other')
    expect(foundIn(rule, pod, webService, other).map(([, line]) => line)).toEqual(['- name: app'])
  })

  it.each([
    ['has one', withContainer('readinessProbe: {tcpSocket: {port: 80}}'), webService],
    [
      'has one in a sidecar',
      workload(
        'initContainers: [{name: s, restartPolicy: Always, readinessProbe: {tcpSocket: {port: 80}}}]\ncontainers: [{name: app}]',
      ),
      webService,
    ],
    ['a webhook writes', withContainer('image: auto'), webService],
    ['is selected by no Service', noProbe, service('selector: {app: other}\nports: [{port: 80}]')],
    ['is only scraped', noProbe, service('selector: {app: web}\nports: [{name: http-metrics, port: 80}]')],
    [
      'is found by its peers before it is ready',
      noProbe,
      service('publishNotReadyAddresses: true\nselector: {app: web}\nports: [{port: 80}]'),
    ],
  ])('passes a pod that %s', (_, pod, of) => {
    expect(foundIn(rule, pod, of)).toEqual([])
  })
})
