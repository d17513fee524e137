import { describe, expect, it } from 'vitest'
import { foundIn } from './findings-of.ts'
import { service, withContainer } from './manifests.ts'

const rule = 'service-port-number'
const web = withContainer('ports: [{containerPort: 8080}]')

describe('the rule service-port-number', () => {
  it('finds a number that the containers do not declare', () => {
    expect(foundIn(rule, web, service('selector: {app: web}\nports:\n- port: 80\n  targetPort: 8081'))).toEqual([
      ['no container of Deployment web declares the port 8081, only 8080', 'targetPort: 8081'],
    ])
    expect(foundIn(rule, web, service('selector: {app: web}\nports:\n- port: 80'))).toEqual([
      ['no container of Deployment web declares the port 80, only 8080', '- port: 80'],
    ])
  })

  it.each([
    ['one of several', web, 'ports: [{port: 80, targetPort: 8080}, {port: 9095}]'],
    ['a declared one', web, 'ports: [{port: 80, targetPort: 8080}]'],
    ['containers that declare none', withContainer('image: a:1'), 'ports: [{port: 80}]'],
    ['a name', web, 'ports: [{port: 80, targetPort: http}]'],
    ['a headless Service', web, 'clusterIP: None\nports: [{port: 80}]'],
  ])('passes %s', (_, pod, ports) => {
    expect(foundIn(rule, pod, service(`selector: {app: web}\n${ports}`))).toEqual([])
  })
})
