import { describe, expect, it } from 'vitest'
import { contains, parseIp, parseNetwork } from '../../../src/validation/forms/ip.ts'
import { refusals } from '../../support/validate/refusals.ts'

describe('an IP address', () => {
  it.each([
    ['10.0.0.1', 4],
    ['::', 16],
    ['::1', 16],
    ['fd00:1:2:3:4:5:6:7', 16],
    ['1::8', 16],
    ['::ffff:10.0.0.1', 16],
  ])('is %s', (text, bytes) => expect(parseIp(text)).toHaveLength(bytes))

  it.each([
    '',
    '10.0.0',
    '10.0.0.256',
    '10.0.0.1:80',
    'a.b.c.d',
    ':',
    '1::2::3',
    'fd00:1:2:3:4:5:6',
    '1:2:3:4:5:6:7::8',
    'g::',
    '::1%eth0',
  ])('is not "%s"', (text) => expect(parseIp(text)).toBeUndefined())
})

describe('a network', () => {
  it.each(['10.0.0.0/8', '0.0.0.0/0', 'fd00::/8', '::1/128'])('is %s', (text) =>
    expect(parseNetwork(text)).toBeDefined(),
  )

  it.each(['10.0.0.0', '10.0.0.0/33', '10.0.0/8', 'fd00::/129', '10.0.0.0/-1', '/8'])('is not "%s"', (text) =>
    expect(parseNetwork(text)).toBeUndefined(),
  )

  it.each([
    ['10.0.0.0/8', '10.1.0.0/16', true],
    ['10.0.0.0/8', '10.0.0.0/8', true],
    ['10.1.0.0/16', '10.0.0.0/8', false],
    ['10.0.0.0/8', '11.0.0.0/16', false],
    ['0.0.0.0/0', 'fd00::/8', false],
  ])('%s contains %s: %s', (outer, inner, expected) => {
    const [one, other] = [parseNetwork(outer), parseNetwork(inner)]
    expect(one && other && contains(one, other)).toBe(expected)
  })

  it('may be written with the address of a host before Kubernetes 1.36', () => {
    const changes = { 'spec/ingress': [{ from: [{ ipBlock: { cidr: '10.0.0.1/8', except: ['10.01.0.0/16'] } }] }] }
    expect(refusals('network-policy', changes, 35)).toEqual([])
    expect(refusals('network-policy', changes, 36)).toHaveLength(2)
  })
})
