import { describe, expect, test } from 'vitest'
import { pullFailureOf, pullReason } from '../../../src/kinds/causes/image-pull.ts'

const image = 'registry.example/shop/web:500'

/** Messages as containerd, CRI-O and Docker write them. */
const messages: readonly [message: string, failure: string, reason: string][] = [
  [
    `rpc error: code = NotFound desc = failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${image}: not found`,
    'permanent',
    'not found',
  ],
  [
    `Back-off pulling image "${image}": ErrImagePull: failed to resolve reference "${image}": ${image}: not found`,
    'permanent',
    'not found',
  ],
  [
    `rpc error: code = Unknown desc = reading manifest 500 in registry.example/shop/web: manifest unknown`,
    'permanent',
    'manifest unknown',
  ],
  [
    `failed to resolve reference "${image}": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed`,
    'permanent',
    'authorization failed',
  ],
  [
    `failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://registry.example/token: 401 Unauthorized`,
    'permanent',
    '401 Unauthorized',
  ],
  [`no match for platform in manifest: not found`, 'permanent', 'not found'],
  [
    `failed to do request: Head "https://registry.example/v2/": dial tcp 10.0.0.1:443: i/o timeout`,
    'transient',
    'i/o timeout',
  ],
  [
    `failed to do request: Head "https://registry.example/v2/": dial tcp 10.0.0.1:443: connect: connection refused`,
    'transient',
    'connection refused',
  ],
  [
    `toomanyrequests: You have reached your unauthenticated pull rate limit`,
    'transient',
    'You have reached your unauthenticated pull rate limit',
  ],
  [
    `unexpected status from HEAD request to https://registry.example/v2/shop/web/manifests/500: 503 Service Unavailable`,
    'transient',
    '503 Service Unavailable',
  ],
  [
    `failed to do request: Head "https://registry.example/v2/": dial tcp: lookup registry.example: no such host`,
    'transient',
    'no such host',
  ],
  [`failed to copy: httpReadSeeker: failed open: unexpected EOF`, 'transient', 'unexpected EOF'],
  [`Back-off pulling image "${image}"`, 'unknown', ''],
]

describe('a failed image pull', () => {
  test.each(messages)('%s', (message, failure) => {
    expect(pullFailureOf(message, image)).toBe(failure)
  })

  test.each(messages.filter(([, , reason]) => reason !== ''))(
    'is told by its last words: %s',
    (message, _failure, reason) => {
      expect(pullReason(message, image)).toBe(reason)
    },
  )

  test('is not judged by the words of the image name', () => {
    const named = 'registry.example/timeout/not-found:429'
    expect(pullFailureOf(`Back-off pulling image "${named}"`, named)).toBe('unknown')
  })
})
