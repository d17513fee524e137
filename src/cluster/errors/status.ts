import { asList, isMap } from '../../json-map.ts'
import { shorten } from '../../shorten.ts'
import { ApiError } from './api-error.ts'

/** An answer that isn't success as an ApiError: from its metav1.Status, or from the text where it is none. */
export function statusError(answer: {
  readonly status: number
  readonly text: string
  readonly request: string
  /** Seconds, as its header says. */
  readonly retryAfter?: number | undefined
  readonly hint?: string | undefined
}): ApiError {
  let body: unknown
  try {
    body = JSON.parse(answer.text)
  } catch {
    body = undefined
  }
  const common = { request: answer.request, retryAfter: answer.retryAfter, hint: answer.hint }
  if (!isMap(body) || body['kind'] !== 'Status') {
    const text = answer.text.trimStart().startsWith('<') ? '' : answer.text.trim()
    return new ApiError({
      ...common,
      status: answer.status,
      reason: '',
      message: text === '' ? `the server answered ${answer.status}` : shorten(text, { most: 300, firstLines: 1 }),
    })
  }
  return errorOfStatus(body, { ...common, status: answer.status })
}

/** A metav1.Status object (also one inside a watch) as an ApiError. */
export function errorOfStatus(
  status: Record<string, unknown>,
  answer: { status: number; request: string; retryAfter?: number | undefined; hint?: string | undefined },
): ApiError {
  const details = isMap(status['details']) ? status['details'] : {}
  const causes = asList(details['causes'])
  const { code: told } = status
  const code = typeof told === 'number' && Number.isInteger(told) && told >= 400 && told < 600 ? told : answer.status
  const retryAfter = details['retryAfterSeconds']
  return new ApiError({
    status: code,
    reason: text(status['reason']),
    message: text(status['message']) || `the server answered ${code}`,
    request: answer.request,
    causes: causes.filter(isMap).map((cause) => ({
      reason: text(cause['reason']),
      field: text(cause['field']),
      message: text(cause['message']),
    })),
    retryAfter: answer.retryAfter ?? (typeof retryAfter === 'number' && retryAfter > 0 ? retryAfter : undefined),
    hint: answer.hint,
  })
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
