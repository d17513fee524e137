/** What a failed pull means for the wait. */
export type PullFailure = 'permanent' | 'transient' | 'unknown'

/** The registry answered, and will answer the same again. */
const permanentFailure =
  /not found|manifest unknown|name unknown|does not exist|no such image|unauthorized|authentication required|no basic auth|insufficient_scope|authorization failed|access (?:is )?denied|access forbidden|denied:|forbidden|\b40[134]\b|no match(?:ing manifest)? for|invalid reference|couldn't parse image|signature validation failed/i

/** The registry, or the way to it, fails for the moment. */
const transientFailure =
  /time(?:d )?out|deadline exceeded|too ?many ?requests|rate limit|\b429\b|\b50[0-9]\b|connection (?:refused|reset)|network is unreachable|no route to host|temporary failure|server misbehaving|no such host|\bEOF\b|TLS handshake|pull QPS exceeded|registry is unavailable|internal server error|bad gateway|service unavailable/i

/**
 * Reads the container runtime's message (containerd, CRI-O and Docker word it differently). It is a chain of wrapped
 * errors, the telling one last. Names in it count for nothing: an image may be called `app:500`.
 */
export function pullFailureOf(message: string, image: string): PullFailure {
  const words = message.replaceAll(image, '').replace(/"[^"]*"/g, '""')
  for (const part of words.split(': ').reverse()) {
    if (transientFailure.test(part)) return 'transient'
    if (permanentFailure.test(part)) return 'permanent'
  }
  return 'unknown'
}

/** The last, telling part of a runtime's chain of wrapped errors. */
export function pullReason(message: string, image: string): string {
  const plain = message.replace(/^.*?(?:rpc error: code = \w+ desc = )/s, '').replaceAll(image, '')
  const parts = plain.split(': ').map((part) => part.trim().replace(/^"+|"+$/g, ''))
  return parts.findLast((part) => part !== '') ?? ''
}
