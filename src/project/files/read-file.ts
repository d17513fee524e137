import { closeSync, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs'
import { KdeployError, type Place } from '../../errors.ts'
import { decodeUtf8 } from './utf8.ts'

/** Bytes of a file; templates and settings are far smaller. */
const maxBytes = 10 * 1024 * 1024

/**
 * The bytes of a file that a project names; undefined where there is none. @throws KdeployError `file-unreadable`, also for more
 * than 10 MiB, and for what is no regular file: reading a FIFO or a device may never end
 */
export function readBytes(path: string, name: string): Buffer | undefined {
  return attempt(name, () => {
    const kind = irregular(statSync(path))
    if (kind !== undefined) throw unreadable({ file: name }, `it is ${kind}, not a regular file`)
    return readOpened(path, name)
  })
}

/**
 * The bytes of a file that a person named on the command line; undefined where there is none. A pipe is fine, as that of
 * `--values <(command)`. @throws KdeployError `file-unreadable`, also for more than 10 MiB
 */
export function readGiven(path: string, name: string): Buffer | undefined {
  return attempt(name, () => readOpened(path, name))
}

/** All bytes of stdin. @throws KdeployError `file-unreadable` for more than 10 MiB */
export function readStdin(): Buffer {
  return readDescriptor(0, 'stdin')
}

/** stdin for the one option that asks for it, as often as it does. A terminal isn't waited for: nobody would know why. */
export function stdinForOne(read: () => Buffer, isTerminal: boolean): (by: string) => Buffer {
  let taken: { readonly by: string; readonly bytes: Buffer } | undefined
  return (by) => {
    const other = taken !== undefined && taken.by !== by ? taken.by : undefined
    if (other !== undefined)
      throw stdinUnusable(`${by} can't read stdin, which ${other} reads`, 'name a file for one of them')
    if (isTerminal)
      throw stdinUnusable(`${by} reads stdin, which is a terminal`, 'pipe the data into kdeploy, or name a file')
    taken ??= { by, bytes: read() }
    return taken.bytes
  }
}

function stdinUnusable(message: string, hint: string): KdeployError {
  return new KdeployError({ code: 'stdin-unusable', category: 'input', message, hint })
}

/**
 * The text of a file's bytes, a byte order mark included. `hint` says what else can be done with bytes. @throws KdeployError
 * `file-unreadable`, with the line, where they aren't UTF-8
 */
export function fileText(bytes: Buffer, name: string, hint = 'save it as UTF-8'): string {
  return decodeUtf8(bytes, ({ line, column, reason }) => unreadable({ file: name, line, column }, reason, { hint }))
}

function attempt(name: string, read: () => Buffer): Buffer | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof KdeployError) throw error
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw unreadable({ file: name }, code === 'EISDIR' ? 'it is a folder' : String(code), { cause: error })
  }
}

function readOpened(path: string, name: string): Buffer {
  const file = openSync(path, 'r')
  try {
    return readDescriptor(file, name)
  } finally {
    closeSync(file)
  }
}

/** Stops behind maxBytes, whatever size the file says it has. */
function readDescriptor(file: number, name: string): Buffer {
  const chunks: Buffer[] = []
  const expected = Math.min(fstatSync(file).size, maxBytes) + 1
  for (let size = 0; size <= maxBytes; ) {
    const chunk = Buffer.allocUnsafe(Math.max(expected - size, 64 * 1024))
    const read = readAwaiting(file, chunk)
    if (read === 0) return Buffer.concat(chunks)
    size += read
    chunks.push(chunk.subarray(0, read))
  }
  throw unreadable({ file: name }, `it is larger than ${maxBytes / 1024 / 1024} MiB`)
}

/** A pipe that was made for others too may say that nothing is there yet, instead of waiting. */
function readAwaiting(file: number, chunk: Buffer): number {
  for (;;) {
    try {
      return readSync(file, chunk)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10)
    }
  }
}

/** What a file is that isn't a regular one. */
function irregular(stats: Stats): string | undefined {
  if (stats.isFile()) return undefined
  if (stats.isDirectory()) return 'a folder'
  if (stats.isFIFO()) return 'a FIFO'
  return stats.isSocket() ? 'a socket' : 'a device'
}

function unreadable(place: Place, reason: string, more: { hint?: string; cause?: unknown } = {}): KdeployError {
  const message = `${place.file} can't be read: ${reason}`
  return new KdeployError({ code: 'file-unreadable', category: 'input', message, place, ...more })
}
