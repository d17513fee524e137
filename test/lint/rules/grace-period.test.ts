import { describe, expect, it } from 'vitest'
import { foundIn } from './findings-of.ts'
import { workload } from './manifests.ts'

const rule = 'grace-period'
const pod = (preStop: string, grace = '') =>
  workload(
    `${grace === '' ? '' : `terminationGracePeriodSeconds: ${grace}\n`}containers:\n- name: app\n  lifecycle:\n    preStop: ${preStop}`,
  )

describe('the rule grace-period', () => {
  it('finds a hook that takes all of it', () => {
    expect(foundIn(rule, pod('{sleep: {seconds: 20}}', '20'))).toEqual([
      ['container app: preStop waits 20 s, and the grace period is 20 s', 'terminationGracePeriodSeconds: 20'],
    ])
  })

  it.each([
    '{sleep: {seconds: 30}}',
    '{exec: {command: [sleep, "30"]}}',
    '{exec: {command: [/bin/sleep, 1m]}}',
    '{exec: {command: [sh, -c, sleep 45]}}',
    '{exec: {command: [/bin/sh, -c, "sleep 20; nginx -s quit; sleep 20"]}}',
  ])('finds %s under the default of 30 s', (preStop) => {
    expect(foundIn(rule, pod(preStop))).toEqual([
      [expect.stringContaining('the grace period is 30 s, as is the default'), `preStop: ${preStop}`],
    ])
  })

  it.each([
    ['{sleep: {seconds: 10}}', ''],
    ['{exec: {command: [sleep, "30"]}}', '60'],
    ['{exec: {command: [sh, -c, "if slow; then sleep 60; fi"]}}', ''],
    ['{exec: {command: [sh, -c, "sleep $WAIT"]}}', ''],
    ['{exec: {command: [nginx, -s, quit]}}', ''],
    ['{httpGet: {port: 80}}', ''],
  ])('passes %s with a grace period of %s', (preStop, grace) => {
    expect(foundIn(rule, pod(preStop, grace))).toEqual([])
  })
})
