import { describe, expect, it } from 'vitest'
import { foundIn } from './findings-of.ts'
import { service, withContainer } from './manifests.ts'

const rule = 'stateful-set-service'
const set = (spec: string) => withContainer('image: a:1', { kind: 'StatefulSet', spec: `serviceName: web\n${spec}` })

describe('the rule stateful-set-service', () => {
  it('finds a Service with an address of its own, and one for other pods', () => {
    expect(foundIn(rule, set('replicas: 3'), service('selector: {app: web}'))).toEqual([
      ['its Service web is not headless', 'serviceName: web'],
    ])
    expect(foundIn(rule, set('replicas: 3'), service('clusterIP: None\nselector: {app: db}'))[0]?.[0]).toBe(
      'its Service web selects other pods',
    )
  })

  it.each([
    ['a headless Service', 'replicas: 3', service('clusterIP: None\nselector: {app: web}')],
    ['a single pod', 'replicas: 1', service('selector: {app: web}')],
    ['a Service that is not rendered', 'replicas: 3', service('selector: {app: web}', 'other')],
  ])('passes %s', (_, spec, of) => {
    expect(foundIn(rule, set(spec), of)).toEqual([])
  })
})
