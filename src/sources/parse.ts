import * as z from 'zod/mini'
import { KdeployError, type Place } from '../errors.ts'
import { isMap, type Json } from '../json-map.ts'
import { lastPart } from '../project/files/paths.ts'
import { withoutMark } from '../project/files/utf8.ts'
import { readDocuments } from '../yaml/read.ts'
import { parseDotenv } from './dotenv.ts'
import type { Parsed } from './source.ts'

/** `text` is the content as it is; `binary` is it in base64, and the only one that takes what isn't UTF-8. */
export const formatShape = z.enum(['json', 'yaml', 'dotenv', 'text', 'binary'])

export type Format = z.infer<typeof formatShape>

/** The format of a file by its name; undefined where the name doesn't say it. */
export function formatOf(path: string): 'yaml' | 'json' | 'dotenv' | undefined {
  const name = lastPart(path)
  if (/\.ya?ml$/.test(name)) return 'yaml'
  if (name.endsWith('.json')) return 'json'
  return name === '.env' || name.startsWith('.env.') || name.endsWith('.env') ? 'dotenv' : undefined
}

/** The format that the name of a source's file tells; `place` is that of the name. @throws KdeployError `source-failed` where it tells none */
export function sourceFormatOf(path: string, place: Place): Format {
  const format = formatOf(path)
  if (format !== undefined) return format
  throw new KdeployError({
    code: 'source-failed',
    category: 'input',
    message: `the format of ${path} can't be told from its name`,
    place,
    hint: 'set `format:` to yaml, json, dotenv, text or binary',
  })
}

/** What the format `binary` gives of bytes: their base64, on one line. */
export function base64Of(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}

/**
 * A text of a format as variables; JSON is read as the YAML that it is, so that numbers and errors are those of
 * kdeploy's one reader. @throws KdeployError `yaml-syntax`, `dotenv-syntax` or `source-failed` (no map).
 * `place` is reported for what isn't a line of the text. Of a `sensitive` text no error shows a word
 */
export function parseVariables(
  content: string,
  format: Exclude<Format, 'binary'>,
  name: string,
  place: Place,
  sensitive = false,
): Parsed {
  if (format === 'text') return { values: content, placeOf: () => undefined }
  const text = withoutMark(content)
  if (format === 'dotenv') return parseDotenv(text, name)
  const hidden = { textOf: (start: number, end: number) => '*'.repeat(end - start), mayQuote: () => false }
  const documents = readDocuments(text, name, { keys: 'as-written', ...(sensitive && hidden) }).filter(
    ({ value }) => value !== null,
  )
  const [document] = documents
  if (document === undefined) return { values: {}, placeOf: () => undefined }
  const { value } = document
  if (documents.length > 1 || !isMap(value)) {
    throw new KdeployError({
      code: 'source-failed',
      category: 'input',
      message: `${name} must contain a map of variables, found ${documents.length > 1 ? 'several documents' : typeOf(value)}`,
      place: { line: document.startLine, ...place },
    })
  }
  return { values: value, placeOf: (path) => document.placeOf(path), isFloat: (path) => document.isFloat(path) }
}

/** Without its content, which may be sensitive. */
function typeOf(value: Json): string {
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'bigint' ? 'a number' : `a ${typeof value}`
}
