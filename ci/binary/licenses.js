// The licences of a standalone binary: kdeploy's own, those of what the bundle holds, and those of the runtime.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { separator } from '../licenses.js'

/** The text that `kdeploy --licenses` prints, and LICENSES.txt beside the binary. */
export function licensesOfBinary(root) {
  const text = (...path) => readFileSync(join(root, ...path), 'utf8')
  return [
    `kdeploy (MIT)\n\n${text('LICENSE')}`,
    text('ci', 'binary', 'bun-licenses.txt'),
    text('ci', 'binary', 'LGPL-2.1.txt'),
    text('dist', 'LICENSES.txt'),
  ].join(separator)
}
