import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs'

/** Bytes: an event of GitHub is a megabyte at most. */
const largest = 16 * 1024 * 1024

/** A text that the CI system wrote for the job. @throws Error where it can't be read, or is too large */
export function readSmallFile(path: string): string {
  const file = openSync(path, 'r')
  try {
    if (fstatSync(file).size > largest) throw new Error(`${path} is too large`)
    return readFileSync(file, 'utf8')
  } finally {
    closeSync(file)
  }
}
