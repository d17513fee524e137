import { KdeployError } from '../../errors.ts'
import type { KubeTarget } from '../access/kube-target.ts'

/** An answer that can't be used as it came. Trying again would bring the same. */
export class ResponseError extends Error {
  override readonly name = 'AnswerError'
  readonly code: 'response-too-large' | 'response-malformed'

  constructor(code: ResponseError['code'], problem: string) {
    super(problem)
    this.code = code
  }
}

/**
 * An unusable response as `cluster-unreachable`, since a write's outcome is then unknown: names the problem, the server, the
 * request and the kube context.
 */
export function explainResponse(error: ResponseError, target: KubeTarget, request: string): KdeployError {
  const { code, message } = error
  return new KdeployError({
    code: 'cluster-unreachable',
    category: 'cluster',
    message:
      code === 'response-too-large'
        ? `${target.server} sent too large a response: its response to ${request} ${message}`
        : `${target.server} does not respond like a Kubernetes API server: it ${message}`,
    detail: target.kubeContext === '' ? undefined : `kube context ${target.kubeContext} of ${target.file}`,
    hint: 'a proxy or a login page may be in between',
    cause: error,
  })
}
