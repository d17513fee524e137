import type { IncomingMessage } from 'node:http'
import { pipeline, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { TimeoutError } from '../connection/connection.ts'
import { deepestNesting, inBinaryUnits, type ResponseLimit } from '../connection/limits.ts'
import { ResponseError } from '../errors/response-error.ts'
import { JsonScan } from './json-scan.ts'

export interface ReadOptions {
  readonly limit: ResponseLimit
  /** What is longer than the limit is cut off there. Default: it is an error. */
  readonly cut?: boolean | undefined
  /** Milliseconds between two pieces. */
  readonly idle: number
  /** Milliseconds for all of it. */
  readonly whole: number
}

/** What was read. */
export interface ResponseBody {
  readonly text: string
  /** Unpacked. */
  readonly bytes: number
  readonly values: number
  readonly isCut: boolean
}

/**
 * Reads an answer, unpacking it piece by piece, so that nothing larger than the limit is ever held.
 * @throws AnswerError, TimeoutError, and Node's error where the connection breaks
 */
export async function readBody(message: IncomingMessage, options: ReadOptions): Promise<ResponseBody> {
  const { limit, cut = false, idle, whole } = options
  const expire = (phase: 'response' | 'complete response', time: number) =>
    setTimeout(() => message.destroy(new TimeoutError(phase, time)), time)
  const silence = expire('response', idle)
  const end = expire('complete response', whole)
  const scan = limit.values === undefined ? undefined : new JsonScan()
  const chunks: Buffer[] = []
  let bytes = 0
  let isCut = false
  try {
    for await (const chunk of unpacked(message) as AsyncIterable<Buffer>) {
      silence.refresh()
      bytes += chunk.length
      isCut = bytes > limit.bytes
      if (isCut && !cut) throw new ResponseError('response-too-large', `is larger than ${inBinaryUnits(limit.bytes)}`)
      chunks.push(isCut ? chunk.subarray(0, chunk.length - (bytes - limit.bytes)) : chunk)
      if (isCut) break
      scan?.write(chunk)
      check(scan, limit)
    }
  } catch (error) {
    throw asResponseError(error)
  } finally {
    clearTimeout(silence)
    clearTimeout(end)
    if (!message.complete || isCut) message.destroy()
  }
  const text = Buffer.concat(chunks).toString('utf8')
  return { text, bytes: Math.min(bytes, limit.bytes), values: scan?.values ?? 0, isCut }
}

/** As readBody does, of JSON that came in another way. @throws AnswerError */
export function checkJson(text: string, limit: ResponseLimit): void {
  const scan = new JsonScan()
  scan.write(Buffer.from(text))
  check(scan, limit)
}

function check(scan: JsonScan | undefined, { values = 0 }: ResponseLimit): void {
  if (scan === undefined) return
  if (scan.isTooDeep)
    throw new ResponseError('response-malformed', `sent JSON that is nested over ${deepestNesting} deep`)
  if (scan.values > values) throw new ResponseError('response-too-large', `holds more than ${values} values`)
}

/**
 * The answer as it was before it was packed. Only gzip is asked for; what else a server does to it, or does twice, isn't undone.
 * @throws AnswerError
 */
export function unpacked(message: IncomingMessage): Readable {
  const encoding = (message.headers['content-encoding'] ?? '').trim().toLowerCase()
  if (encoding === '' || encoding === 'identity') return message
  if (encoding !== 'gzip' && encoding !== 'x-gzip') {
    message.destroy()
    throw new ResponseError('response-malformed', 'sent a response in an encoding that was not requested')
  }
  const gunzip = createGunzip()
  // A failure of either ends both; whoever reads is told.
  pipeline(message, gunzip, () => {})
  return gunzip
}

/** zlib's errors in our words. */
export function asResponseError(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'Z_BUF_ERROR') return new ResponseError('response-malformed', 'sent a gzip stream that is cut off')
  if (/^Z_|^ERR_.*ZLIB/.test(code)) return new ResponseError('response-malformed', 'sent invalid gzip data')
  return error
}
