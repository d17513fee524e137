import type { IncomingMessage } from 'node:http'
import { codeOf } from '../connection/unreachable.ts'
import { ApiError } from '../errors/api-error.ts'

/** Told, line by line, what goes on between kdeploy and the cluster. A line holds no body, no header and no credential. */
export type Trace = (line: string) => void

export interface TracedRequest {
  /** `''`, or what goes before the method. */
  readonly what?: string
  readonly method: string
  /** With the query. */
  readonly path: string
  readonly signal?: AbortSignal | undefined
}

/** Runs one try of a request; where somebody listens, tells what was asked, what came of it and how long that took. */
export async function traced<Result extends { readonly message: IncomingMessage }>(
  trace: Trace | undefined,
  { what = '', method, path, signal }: TracedRequest,
  send: () => Promise<Result>,
): Promise<Result> {
  if (trace === undefined) return send()
  const began = performance.now()
  const tell = (outcome: string | number | undefined) =>
    trace(`${what}${method} ${path}: ${outcome}, ${Math.round(performance.now() - began)} ms`)
  try {
    const result = await send()
    tell(result.message.statusCode)
    return result
  } catch (error) {
    tell(signal?.aborted ? 'aborted' : reasonOf(error))
    throw error
  }
}

/** Tells when a watch ends, and at whose wish. */
export function traceEnd(trace: Trace | undefined, path: string, message: IncomingMessage, signal?: AbortSignal): void {
  if (trace === undefined) return
  const began = performance.now()
  message.once('close', () => {
    const why = signal?.aborted ? 'by kdeploy' : message.complete ? 'by the server' : reasonOf(message.errored)
    trace(`watch ends: GET ${path}: ${why}, after ${Math.round(performance.now() - began)} ms`)
  })
}

/** In a few words; of the server's answer only what can hold nothing of what it was sent. */
export function reasonOf(error: unknown): string {
  if (error instanceof ApiError) return `${error.status} ${error.reason}`.trim()
  return codeOf(error) || (error instanceof Error ? error.message : 'connection lost')
}
