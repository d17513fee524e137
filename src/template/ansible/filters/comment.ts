import { defineFilter, type Filter } from '../../filters/filter.ts'
import { invoke } from '../../filters/invoke.ts'
import { raise } from '../../python/error.ts'
import { chargeLength } from '../../python/limits.ts'
import { toInt } from '../../python/numbers.ts'
import type { PyValue } from '../../python/object.ts'
import { truthy } from '../../python/operators.ts'
import { toIndex } from '../../python/position.ts'
import { repr, strText } from '../../python/show.ts'
import { signature } from '../../python/signature.ts'
import { derive, isText, textOf } from '../../python/text.ts'
import { optionsOf } from './lists.ts'

interface Style {
  readonly beginning?: string
  readonly decoration: string
  readonly end?: string
}

const styles: Readonly<Record<string, Style>> = {
  plain: { decoration: '# ' },
  erlang: { decoration: '% ' },
  c: { decoration: '// ' },
  cblock: { beginning: '/*', decoration: ' * ', end: ' */' },
  xml: { beginning: '<!--', decoration: ' - ', end: '-->' },
}

/** Filters that decorate text. */
export const commentFilters: readonly Filter[] = [
  /** The text as a comment of a style, whose parts options replace (Ansible `comment`). */
  defineFilter(
    'comment',
    signature('comment', 'text', "style='plain'", '**kw'),
    (_frame, text = null, style = null, kw = null) => {
      const name = strText(style)
      const known = Object.hasOwn(styles, name) ? styles[name] : undefined
      if (known === undefined) return raise('AnsibleTemplatePluginError', `Invalid style ${repr(style)}.`)
      const options = optionsOf(kw)
      if (!isText(text)) return invoke(text, 'replace')
      return derive(decorate(textOf(text), known, options), text, ...options.values())
    },
  ),
]

function decorate(text: string, style: Style, options: ReadonlyMap<string, PyValue>): string {
  const part = (name: string, fallback: string): string => {
    const value = options.get(name)
    return value === undefined ? fallback : strText(value)
  }
  const margin = part('decoration', style.decoration).trimEnd()
  const newline = part('newline', '\n')
  const decoration = part('decoration', style.decoration)
  const [prefix, postfix] = [part('prefix', margin), part('postfix', margin)]
  const [beginning, end] = [part('beginning', style.beginning ?? ''), part('end', style.end ?? '')]
  const times = (line: string, count: number): string => {
    chargeLength(line.length * Math.max(0, count))
    return line.repeat(Math.max(0, count))
  }
  const lines = replaceAll(text, newline, newline + decoration)
  // A line that holds the decoration alone keeps no trailing space.
  const body = replaceAll(decoration + lines, decoration + newline, decoration.trimEnd() + newline)
  const count = options.get('prefix_count')
  return [
    beginning === '' ? '' : beginning + newline,
    prefix === ''
      ? ''
      : times(prefix === newline ? newline : prefix + newline, count === undefined ? 1 : Number(toInt(count))),
    body,
    times(newline + postfix, toIndex(options.get('postfix_count') ?? 1)),
    truthy(end) ? newline + end : '',
  ].join('')
}

function replaceAll(text: string, old: string, replacement: string): string {
  const parts = old === '' ? ['', ...text, ''] : text.split(old)
  chargeLength(text.length + parts.length * replacement.length)
  return parts.join(replacement)
}
