import { resolve } from 'node:path'
import { runProcess } from './child-process.ts'
import { parseVariables, sourceFormatOf } from './parse.ts'
import type { SourceReader, SpecOf } from './source.ts'

const TIMEOUT = 60_000

/** The exit codes of sops that a person meets (its package cmd/sops/codes). */
const EXIT_CODES = {
  51: 'the file was changed without sops, its checksum is wrong',
  52: 'the file has no checksum',
  128: 'no key that may decrypt the file is here',
}

/**
 * A file that SOPS encrypted, decrypted by the `sops` program to its standard output, never to disk. Sensitive by
 * nature, and literal.
 */
export const readSops: SourceReader<SpecOf<'sops'>> = async ({ options, place, placeOf }, render, world) => {
  const path = render(options.sops, ['sops'])
  if (world.readFile(path) === undefined) return { absent: `the file ${path}` }
  const format = options.format ?? sourceFormatOf(path, placeOf(['sops']))
  const type = format === 'text' ? 'binary' : format
  const { folder, environment, signal } = world
  const label = `sops ${world.nameOf(path)}`
  const output = await runProcess({
    argv: [
      'sops',
      '--decrypt',
      '--input-type',
      type,
      '--output-type',
      format === 'text' ? 'binary' : 'json',
      resolve(folder, path),
    ],
    folder,
    environment,
    milliseconds: TIMEOUT,
    signal,
    place,
    label,
    sensitive: options.sensitive !== false,
    exitCodes: EXIT_CODES,
  })
  const { values, isFloat } = parseVariables(
    output,
    format === 'text' ? 'text' : 'json',
    `the output of ${label}`,
    place,
    true,
  )
  return { values, isFloat, label, sensitive: true }
}
