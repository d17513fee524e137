import { describe, expect, test } from 'vitest'
import type { KubeTarget } from '../../../src/cluster/access/kube-target.ts'
import { TimeoutError } from '../../../src/cluster/connection/connection.ts'
import { ProxyError } from '../../../src/cluster/connection/proxy-error.ts'
import { codeOf, unreachable } from '../../../src/cluster/connection/unreachable.ts'

const target: KubeTarget = {
  kubeContext: 'prod',
  file: '/home/me/.kube/config',
  server: 'https://api.example.com:6443',
  namespace: 'shop',
  cluster: {},
  userName: 'me',
  user: {},
}

function failure(code: string, message = code): Error {
  return Object.assign(new Error(message), { code })
}

describe('a cluster that cannot be reached', () => {
  test('is told with the server, the kube context and its file', () => {
    const error = failure('ECONNREFUSED')
    expect(unreachable(error, target)).toMatchObject({
      code: 'cluster-unreachable',
      category: 'cluster',
      message: "the cluster https://api.example.com:6443 can't be reached: connection refused",
      detail: 'kube context prod of /home/me/.kube/config',
      cause: error,
    })
    expect(unreachable(error, { ...target, kubeContext: '', file: '' }).detail).toBe(
      'using the service account of this pod',
    )
  })

  test.each<[string, unknown]>([
    ['the DNS name api.example.com was not found', failure('ENOTFOUND')],
    ["the server's certificate is not valid for api.example.com", failure('ERR_TLS_CERT_ALTNAME_INVALID')],
    ['the server closed the connection', failure('ECONNRESET', 'socket hang up')],
    ['the connection was reset', failure('ECONNRESET')],
    ['the server does not speak HTTP', failure('HPE_INVALID_CONSTANT')],
    ['the server sent more than 16 KiB of headers', failure('HPE_HEADER_OVERFLOW')],
    ['no connection within 10 s', new TimeoutError('connection', 10_000)],
    ['the proxy http://proxy:3128 refused', new ProxyError(new URL('http://me:secret@proxy:3128'), 'refused')],
    // IPv6, then IPv4.
    ['the network is unreachable', new AggregateError([failure('ENETUNREACH'), failure('ECONNREFUSED')])],
    ['something new', failure('ESOMETHING', 'something new')],
    ['nothing to catch', 'nothing to catch'],
  ])('is told why: %s', (cause, error) => {
    const { message } = unreachable(error, target)
    expect(message).toBe(`the cluster https://api.example.com:6443 can't be reached: ${cause}`)
    expect(message).not.toContain('secret')
  })

  test.each(['DEPTH_ZERO_SELF_SIGNED_CERT', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'])(
    'may be another one now: %s',
    (code) => {
      expect(unreachable(failure(code), target)).toMatchObject({
        message: expect.stringContaining('signed by an unknown authority'),
        hint: expect.stringContaining('certificate-authority(-data)'),
      })
      expect(unreachable(failure('ECONNREFUSED'), target).hint).toContain('check the network')
    },
  )
})

describe('the code of an error', () => {
  test.each<[string, unknown]>([
    ['ECONNRESET', failure('ECONNRESET')],
    ['ENETUNREACH', new AggregateError([failure('ENETUNREACH'), failure('ECONNREFUSED')])],
    ['', new AggregateError([])],
    ['', Object.assign(new Error('x'), { code: 5 })],
    ['', { code: 'ECONNRESET' }],
  ])('is %j', (code, error) => expect(codeOf(error)).toBe(code))
})
