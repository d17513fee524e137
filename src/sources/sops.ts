import { resolve } from 'node:path'
import * as z from 'zod/mini'
import { KdeployError } from '../errors.ts'
import { isMap } from '../json-map.ts'
import { nonEmptyText, sourceFields } from '../profile/shapes.ts'
import { outputText, type Run, runProcess } from './child-process.ts'
import { base64Of, type Format, formatShape, parseVariables, sourceFormatOf } from './parse.ts'
import type { Source } from './source.ts'

const sopsTimeout = 60_000

/** The exit codes of sops that a person meets (its package cmd/sops/codes). */
const exitCodes = {
  51: 'the file was changed without sops: its checksum does not match',
  52: 'the file has no checksum',
  128: 'no available key can decrypt the file',
}

/** How sops stores a file: as a tree whose values are encrypted, or (`binary`) all of it as one value. */
type StoreType = 'yaml' | 'json' | 'dotenv' | 'ini' | 'binary'

const isText = 'set `format: binary` on the source to get it as base64'

const shape = z.strictObject({ sops: nonEmptyText, format: z.optional(formatShape), ...sourceFields })

/**
 * A file that SOPS encrypted, decrypted by the `sops` program to its standard output, never to disk. Sensitive by
 * nature, and literal.
 */
export const sopsSource: Source<z.infer<typeof shape>> = {
  type: 'sops',
  shape,
  reads: 'outside',
  runsProgram: true,
  sensitive: 'read',
  encrypted: ({ options }, render) => render(options.sops, ['sops']),
  async read({ options, place, placeOf }, render, world) {
    const path = render(options.sops, ['sops'])
    const encrypted = world.readBytes(path, placeOf(['sops']))
    if (encrypted === undefined) return { absent: `the file ${path}` }
    const label = `sops ${world.nameOf(path)}`
    const named = typeByName(path)
    const format = options.format ?? (named === 'ini' ? 'json' : sourceFormatOf(path, placeOf(['sops'])))
    const type = named ?? (isBinaryStore(encrypted) ? 'binary' : typeOf(format))
    const output = outputTypeOf(type, format)
    const { folder, environment, signal } = world
    const run: Run = {
      argv: ['sops', '--decrypt', '--input-type', type, '--output-type', output, resolve(folder, path)],
      folder,
      environment,
      milliseconds: sopsTimeout,
      signal,
      place,
      label,
      sensitive: options.sensitive !== false,
      exitCodes: exitCodes,
    }
    const bytes = await runProcess(run)
    if (format === 'binary') return { values: base64Of(bytes), label }
    const text = outputText(bytes, run, isText)
    if (output !== type && /\ufffd|\\ufffd/i.test(text)) throw replaced(run)
    const read = format === 'text' || type === 'binary' ? format : output === 'yaml' ? 'yaml' : 'json'
    const { values, isFloat } = parseVariables(text, read, `the output of ${label}`, place, true)
    return { values, isFloat, label }
  },
}

/** As sops tells the type (its package cmd/sops/formats); undefined for all other names, which are binary to it. */
function typeByName(path: string): StoreType | undefined {
  if (/\.ya?ml$/.test(path)) return 'yaml'
  const [, type] = /\.(json|env|ini)$/.exec(path) ?? []
  return type === 'env' ? 'dotenv' : (type as 'json' | 'ini' | undefined)
}

/** Of a file that sops was told the type of when it encrypted it. */
function typeOf(format: Format): StoreType {
  return format === 'text' ? 'binary' : format
}

/** Such a file is JSON with the encrypted content as `data`. */
function isBinaryStore(encrypted: Buffer): boolean {
  try {
    const store: unknown = JSON.parse(encrypted.toString('utf8'))
    return isMap(store) && Object.keys(store).sort().join() === 'data,sops'
  } catch {
    return false
  }
}

/** The file as it was, but for a map's files without types of their own: dotenv and INI, whose own rules sops knows. */
function outputTypeOf(type: StoreType, format: Format): StoreType {
  if (format === 'text' || format === 'binary') return type
  return type === 'dotenv' || type === 'ini' ? 'json' : type
}

/** What isn't UTF-8 in a dotenv or INI file, sops writes as U+FFFD where it makes JSON of it. */
function replaced({ label, place }: Run): KdeployError {
  const message = `the output of ${label} contains U+FFFD, which stands for bytes that are not UTF-8`
  return new KdeployError({ code: 'source-failed', category: 'input', message, place, hint: isText })
}
