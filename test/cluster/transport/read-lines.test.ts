import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { readLines } from '../../../src/cluster/transport/read-lines.ts'

async function linesOf(chunks: readonly string[]): Promise<string[]> {
  const message = Object.assign(Readable.from(chunks), { headers: {} }) as unknown as IncomingMessage
  const { signal } = new AbortController()
  const lines: string[] = []
  const tooLong = () => leftOut
  for await (const line of readLines(message, { idle: 60_000, signal, longest: 10, tooLong, untilEnd: true }))
    lines.push(line)
  return lines
}

const leftOut = '(left out)'

test('a line that is too long is left out as a whole, whatever its chunks are: its end alone could be the end of a secret', async () => {
  expect(await linesOf(['a\nthe passwo', 'rd is hunter2\nb'])).toEqual(['a', leftOut, 'b'])
  expect(await linesOf(['a\nthe password is', ' hunter2'])).toEqual(['a', leftOut])
  expect(await linesOf(['a\nthe password is hunter2'])).toEqual(['a', leftOut])
})
