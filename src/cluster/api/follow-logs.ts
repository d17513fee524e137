import { setTimeout as sleep } from 'node:timers/promises'
import { sharedSignal } from '../../abort.ts'
import { ApiError } from '../errors/api-error.ts'
import { readLines } from '../transport/read-lines.ts'
import type { Transport } from '../transport/transport.ts'
import type { FollowOptions } from './cluster.ts'
import { podLogPath } from './logs.ts'
import { isTransient } from './watch.ts'

/** Milliseconds. */
const timing = {
  /** A silent stream is opened again, since its connection may be gone unnoticed. */
  idle: 60_000,
  /** Between two tries. */
  pause: 500,
}

/** A longer line, in characters, is told as left out: half of it could hide a sensitive value from its mask. */
const longestLine = 1024 * 1024

const tooLong = (longest: number) => `(a line of more than ${longest} characters was omitted)`

/**
 * A container's log line by line, each once, across broken connections, ended streams and restarts of the API server and of
 * the container. Once `over` aborts, what is left is read without following, and it ends; when `signal` aborts it ends at once.
 * @throws ApiError where it can't be read, KdeployError `cluster-unreachable` where that is so at the end
 */
export async function* followLogs(
  transport: Transport,
  pod: { readonly namespace: string; readonly name: string },
  { container, over, signal }: FollowOptions,
): AsyncGenerator<string> {
  const seen = new Seen()
  while (!signal.aborted) {
    const follow = !over.aborted
    const ending = follow ? sharedSignal(signal, over) : signal
    try {
      const query = { container, follow: follow ? 'true' : undefined, timestamps: 'true', sinceTime: seen.since }
      const stream = await transport.stream({
        method: 'GET',
        path: podLogPath(pod),
        accept: '*/*',
        query,
        signal: ending,
      })
      const reading = { idle: timing.idle, signal: ending, longest: longestLine, tooLong, untilEnd: !follow }
      for await (const line of readLines(stream, reading)) {
        const text = seen.take(line)
        if (text !== undefined) yield text
      }
    } catch (error) {
      if (signal.aborted) return
      // A container between two instances has no log for a moment.
      const isBetween = error instanceof ApiError && error.status === 400
      if (!ending.aborted && !(follow && (isTransient(error) || isBetween))) throw error
    }
    if (!follow) return
    await sleep(timing.pause, undefined, { signal: ending }).catch(() => undefined)
  }
}

/** What was told already, by the time that stands before each line (kubelet: RFC 3339 with nanoseconds). */
class Seen {
  #time = ''
  /** Lines of that very time that were told, and those that came again in this stream. */
  #told = 0
  #again = 0

  /** Where to go on from; the server compares by the second. */
  get since(): string | undefined {
    this.#again = 0
    return this.#time === '' ? undefined : `${this.#time.slice(0, 19)}Z`
  }

  /** The line without its time; undefined where it was told before. */
  take(line: string): string | undefined {
    const [, stamp = '', zone = ''] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?)(Z|[+-]\d\d:\d\d) ?/.exec(line) ?? []
    if (stamp === '') return line
    const time = inUtc(stamp, zone)
    const text = line.slice(stamp.length + zone.length).replace(/^ /, '')
    if (time < this.#time) return undefined
    if (time > this.#time) {
      this.#time = time
      this.#told = 1
      this.#again = 1
      return text
    }
    this.#again += 1
    if (this.#again <= this.#told) return undefined
    this.#told = this.#again
    return text
  }
}

/** Comparable as text: in UTC, with nine digits of the second. */
function inUtc(stamp: string, zone: string): string {
  const [whole = '', fraction = ''] = stamp.split('.')
  const utc = zone === 'Z' ? whole : new Date(`${whole}${zone}`).toISOString().slice(0, 19)
  return `${utc}.${fraction.padEnd(9, '0')}`
}
