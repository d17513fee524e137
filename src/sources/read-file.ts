import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import { KdeployError, type Place } from '../errors.ts'
import { decodeUtf8 } from './utf8.ts'

/** Bytes of a file; templates and settings are far smaller. */
const MAX_FILE = 10 * 1024 * 1024

/** A file's bytes; undefined where there is none. Throws KdeployError `file-unreadable`, also for more than 10 MiB. */
export function readBytes(path: string, name: string): Buffer | undefined {
  let bytes: Buffer
  try {
    bytes = readBounded(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw unreadable({ file: name }, code === 'EISDIR' ? 'it is a folder' : String(code), { cause: error })
  }
  if (bytes.length > MAX_FILE) throw unreadable({ file: name }, `it is larger than ${MAX_FILE / 1024 / 1024} MiB`)
  return bytes
}

/**
 * The text of a file's bytes, a byte order mark included. `hint` says what else can be done with bytes. Throws KdeployError
 * `file-unreadable`, with the line, where they aren't UTF-8.
 */
export function fileText(bytes: Buffer, name: string, hint = 'save it as UTF-8'): string {
  return decodeUtf8(bytes, ({ line, column, reason }) => unreadable({ file: name, line, column }, reason, { hint }))
}

/** Not much more than MAX_FILE: a device may never end. Pipes are fine, e.g. `--values <(command)`. */
function readBounded(path: string): Buffer {
  const stat = statSync(path)
  if (stat.isFile() && stat.size <= MAX_FILE) return readFileSync(path)
  const file = openSync(path, 'r')
  try {
    const chunks: Buffer[] = []
    for (let size = 0; size <= MAX_FILE; ) {
      const chunk = Buffer.alloc(64 * 1024)
      const read = readSync(file, chunk)
      if (read === 0) break
      size += read
      chunks.push(chunk.subarray(0, read))
    }
    return Buffer.concat(chunks)
  } finally {
    closeSync(file)
  }
}

function unreadable(place: Place, reason: string, more: { hint?: string; cause?: unknown } = {}): KdeployError {
  const message = `${place.file} can't be read: ${reason}`
  return new KdeployError({ code: 'file-unreadable', category: 'input', message, place, ...more })
}
