import type { IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { KdeployError } from '../../errors.ts'
import { parseJson } from '../../json.ts'
import { isMap } from '../../json-map.ts'
import type { Json, KubeObject } from '../../manifest/types.ts'
import { TimeoutError } from '../connection/connection.ts'
import { inBinaryUnits, longestEvent, objectLimit, watchLimit } from '../connection/limits.ts'
import { ApiError } from '../errors/api-error.ts'
import { ResponseError } from '../errors/response-error.ts'
import { errorOfStatus } from '../errors/status.ts'
import { readLines } from '../transport/read-lines.ts'
import { checkJson } from '../transport/response-body.ts'
import type { Transport } from '../transport/transport.ts'
import type { ApiResource, ListOptions, WatchEvent } from './cluster.ts'
import { objectOf, objectProblem } from './object-shape.ts'
import { resourcePath } from './resource-path.ts'

export interface WatchOptions extends ListOptions {
  readonly resourceVersion: string
  readonly signal: AbortSignal
  readonly timing?: Partial<WatchTiming> | undefined
}

/** Milliseconds. */
export interface WatchTiming {
  /** The server ends the stream after this long; the watch goes on with a new one. */
  readonly stream: number
  /** A silent stream is given up: bookmarks come about once a minute, so the connection is gone. */
  readonly idle: number
  /** Between two tries to connect again. */
  readonly pause: number
  /** How long the server may be away before the watch fails. */
  readonly away: number
}

const defaultTiming: WatchTiming = { stream: 290_000, idle: 100_000, pause: 500, away: 120_000 }

/**
 * Changes from a resourceVersion on, across ended streams, broken connections and restarts of the API server. Ends when
 * the signal aborts. @throws ApiError 410 where the resourceVersion is too old to go on from, or very much was told since: list
 * again
 */
export async function* watchObjects(
  transport: Transport,
  resource: ApiResource,
  options: WatchOptions,
): AsyncGenerator<WatchEvent> {
  const timing = { ...defaultTiming, ...options.timing }
  const { signal } = options
  let { resourceVersion } = options
  let reached = performance.now()
  let read = 0
  while (!signal.aborted) {
    try {
      const stream = await open(transport, resource, { ...options, resourceVersion }, timing)
      reached = performance.now()
      for await (const line of readLines(stream, { idle: timing.idle, signal, longest: longestEvent, tooLong })) {
        if (line === '') continue
        read += line.length
        if (read > watchLimit) throw watchExpired(resource)
        const event = readEvent(line, resource)
        reached = performance.now()
        resourceVersion = versionOf(event) || resourceVersion
        yield event
      }
    } catch (error) {
      if (signal.aborted) return
      const isUnusable = error instanceof ResponseError
      if (!isUnusable && !isTransient(error)) throw error
      if (isUnusable || performance.now() - reached > timing.away)
        throw transport.explain(error, { method: 'GET', path: `${resourcePath(resource, options.namespace)}?watch` })
    }
    await sleep(timing.pause, undefined, { signal }).catch(() => undefined)
  }
}

/** Whether a failure may pass by itself: the server restarts, a connection breaks. */
export function isTransient(error: unknown): boolean {
  if (error instanceof ApiError) return error.status === 429 || error.status >= 500
  if (error instanceof KdeployError) return error.code === 'cluster-unreachable'
  return error instanceof TimeoutError || (error instanceof Error && 'code' in error)
}

function open(
  transport: Transport,
  resource: ApiResource,
  options: WatchOptions,
  timing: WatchTiming,
): Promise<IncomingMessage> {
  const { labelSelector, fieldSelector, resourceVersion, signal } = options
  return transport.stream({
    method: 'GET',
    path: resourcePath(resource, options.namespace),
    query: {
      watch: 'true',
      allowWatchBookmarks: 'true',
      resourceVersion,
      timeoutSeconds: Math.ceil(timing.stream / 1000),
      labelSelector,
      fieldSelector,
    },
    signal,
  })
}

function watchExpired(resource: ApiResource): ApiError {
  const request = `GET ${resourcePath(resource)}?watch`
  return new ApiError({ status: 410, reason: 'Expired', message: 'the watch sent more than is kept', request })
}

function tooLong(longest: number): never {
  throw new ResponseError('response-too-large', `has an event of more than ${inBinaryUnits(longest)}`)
}

/** @throws AnswerError; ApiError where the event is one */
function readEvent(line: string, resource: ApiResource): WatchEvent {
  checkJson(line, objectLimit)
  const event = parsed(line)
  const object = isMap(event) ? event['object'] : undefined
  if (!isMap(event) || !isMap(object)) throw unreadable('without an object')
  switch (event['type']) {
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED':
      return { type: event['type'], object: wholeOf(object) }
    case 'BOOKMARK':
      return { type: 'BOOKMARK', resourceVersion: versionIn(object) }
    default:
      throw errorOfStatus(object, { status: 500, request: `GET ${resourcePath(resource)}?watch` })
  }
}

function parsed(line: string): Json {
  try {
    return parseJson(line)
  } catch {
    throw unreadable('that is broken JSON')
  }
}

function wholeOf(object: Json): KubeObject {
  const whole = objectOf(object)
  if (whole === undefined) throw unreadable(`with ${objectProblem(object)}`)
  return whole
}

function unreadable(problem: string): ResponseError {
  return new ResponseError('response-malformed', `sent a watch event ${problem}`)
}

function versionOf(event: WatchEvent): string {
  return event.type === 'BOOKMARK' ? event.resourceVersion : versionIn(event.object)
}

function versionIn(object: Record<string, unknown>): string {
  const metadata = object['metadata']
  const version = isMap(metadata) ? metadata['resourceVersion'] : undefined
  return typeof version === 'string' ? version : ''
}
