import { KdeployError } from '../errors.ts'
import { setOwn } from '../json-map.ts'
import { LineIndex } from '../yaml/line-index.ts'
import type { Parsed } from './source.ts'

/**
 * A dotenv file: `NAME=value` lines, `export` before them, comments with `#` (after a value only behind a space),
 * single quotes literal, double quotes with \n, \r, \t, \", \\ and \$; quoted values may span lines. Values are
 * strings; nothing is substituted. @throws KdeployError `dotenv-syntax`
 */
export function parseDotenv(text: string, file: string): Parsed {
  const values: Record<string, string> = {}
  const lines = new Map<string, number>()
  const index = new LineIndex(text)
  const entry =
    /(?<blank>[ \t]*(?:#[^\n]*)?(?:\r?\n|$))|[ \t]*(?:export[ \t]+)?(?<name>[A-Za-z_][A-Za-z0-9_.-]*)[ \t]*=[ \t]*(?:'(?<single>[^']*)'|"(?<double>(?:\\.|[^"\\])*)"|(?<plain>[^\s'"#][^\n]*?|))(?:[ \t]+#[^\n]*|[ \t]*)(?:\r?\n|$)/suy
  while (entry.lastIndex < text.length) {
    const at = entry.lastIndex
    const match = entry.exec(text)
    const { line } = index.positionOf(at)
    if (match === null) {
      throw new KdeployError({
        code: 'dotenv-syntax',
        category: 'input',
        message: 'expected a line NAME=value, with closed quotes',
        place: { file, line },
      })
    }
    const { name, single, double, plain } = match.groups ?? {}
    if (name === undefined) continue
    setOwn(values, name, single ?? (double === undefined ? (plain ?? '') : unescapeQuoted(double)))
    lines.set(name, line)
  }
  return {
    values,
    placeOf: ([name]) => {
      const line = lines.get(String(name))
      return line === undefined ? undefined : { line }
    },
  }
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }

function unescapeQuoted(text: string): string {
  return text.replaceAll(/\\([nrt"\\$])/g, (_, character: string) => escapes[character] ?? character)
}
