import { describe, expect, it } from 'vitest'
import { foundIn } from './findings-of.ts'
import { withContainer } from './manifests.ts'

const rule = 'liveness-equals-readiness'
const probes = (readiness: string, liveness: string) =>
  withContainer(
    `ports: [{name: http, containerPort: 80}]\nreadinessProbe: {${readiness}}\nlivenessProbe: {${liveness}}`,
  )

describe('the rule liveness-equals-readiness', () => {
  it.each([
    ['httpGet: {path: /, port: http}', 'httpGet: {port: 80}'],
    ['tcpSocket: {port: 80}', 'tcpSocket: {port: 80}'],
    ['exec: {command: [a, b]}', 'exec: {command: [a, b]}'],
    ['grpc: {port: 80}', 'grpc: {port: 80}, initialDelaySeconds: 30'],
    ['httpGet: {port: 80}, failureThreshold: 6, periodSeconds: 5', 'httpGet: {port: 80}'],
  ])('finds the readiness probe %s in the liveness probe %s', (readiness, liveness) => {
    expect(foundIn(rule, probes(readiness, liveness))).toEqual([
      [
        'container app: the liveness and readiness probes are the same, and both give up after 30 s',
        `livenessProbe: {${liveness}}`,
      ],
    ])
  })

  it('tells how long each waits', () => {
    const text = probes('tcpSocket: {port: 80}', 'tcpSocket: {port: 80}, failureThreshold: 1')
    expect(foundIn(rule, text)[0]?.[0]).toContain('and liveness gives up after 10 s, readiness after 30 s')
  })

  it.each([
    ['asks elsewhere', 'httpGet: {path: /ready, port: 80}', 'httpGet: {path: /live, port: 80}'],
    ['asks for less', 'httpGet: {port: 80}', 'tcpSocket: {port: 80}'],
    ['asks another port', 'tcpSocket: {port: 80}', 'tcpSocket: {port: 81}'],
    ['runs another command', 'exec: {command: [a]}', 'exec: {command: [b]}'],
    ['is more patient', 'httpGet: {port: 80}', 'httpGet: {port: 80}, failureThreshold: 10'],
  ])('passes a liveness probe that %s', (_, readiness, liveness) => {
    expect(foundIn(rule, probes(readiness, liveness))).toEqual([])
  })

  it('passes a container with one of them', () => {
    expect(foundIn(rule, withContainer('livenessProbe: {tcpSocket: {port: 80}}'))).toEqual([])
  })
})
