import { lazily } from '../../lazily.ts'
import { replaceEach } from '../python/bounded.ts'
import { Bytes } from '../python/bytes.ts'
import { PyDict } from '../python/dict.ts'
import { raise } from '../python/error.ts'
import { isIterable, iterate, unpack } from '../python/iterate.ts'
import { escapeHtml } from '../python/markup.ts'
import type { PyValue } from '../python/object.ts'
import { add, gt, truthy } from '../python/operators.ts'
import { repr, str, strText, typeName } from '../python/show.ts'
import { signature } from '../python/signature.ts'
import { slice } from '../python/slice.ts'
import { derive, isText, joinText, markup, type Text, textOf } from '../python/text.ts'
import { countCodePoints } from '../python/unicode.ts'
import { defineFilter, type Filter } from './filter.ts'
import { invoke, texts } from './invoke.ts'
import { linkText } from './linking.ts'
import { wordClass } from './patterns.ts'

const scheme = lazily(() => new RegExp(`^[${wordClass}.+\\-]{2,}:/{0,2}$`, 'u'))

/** Filters that write or find URLs. */
export const urlFilters: readonly Filter[] = [
  /** Quoted for a URL's path, or the pairs of a mapping or iterable for its query (Jinja2 3.1 `do_urlencode`). */
  defineFilter('urlencode', signature('do_urlencode', 'value'), (_frame, value = null) => {
    if (isText(value) || !isIterable(value)) return quoteUrl(value, false)
    const parts: Text[] = []
    for (const [key, item] of pairsOf(value)) {
      parts.push(joinText([quoteUrl(key, true), '=', quoteUrl(item, true)]))
    }
    return joinText(parts, '&')
  }),

  /** URLs and e-mail addresses as links (Jinja2 3.1 `do_urlize`). */
  defineFilter(
    'urlize',
    signature(
      'do_urlize',
      '@eval_ctx',
      'value',
      'trim_url_limit=None',
      'nofollow=False',
      'target=None',
      'rel=None',
      'extra_schemes=None',
    ),
    (frame, value = null, limit = null, nofollow = null, target = null, rel = null, extraSchemes = null) => {
      const { policies } = frame
      const relations = new Set(words(truthy(rel) ? rel : ''))
      if (truthy(nofollow)) relations.add('nofollow')
      for (const word of words(policies['urlize.rel'])) relations.add(word)
      const schemes = schemesOf(extraSchemes ?? [...(policies['urlize.extra_schemes'] ?? [])])
      const linked = linkText(textOf(escapeHtml(value)), {
        shorten: (url) => shorten(url, limit),
        rel: attribute('rel', [...relations].sort().join(' ')),
        target: attribute('target', target ?? policies['urlize.target']),
        schemes,
      })
      const result = derive(linked, value, rel, target, extraSchemes)
      return frame.autoescape ? markup(result) : result
    },
  ),
]

function words(value: PyValue): string[] {
  return texts(invoke(value, 'split')).map(textOf)
}

function attribute(name: string, value: PyValue): string {
  return truthy(value) ? ` ${name}="${strText(escapeHtml(value))}"` : ''
}

function schemesOf(value: PyValue): string[] {
  const schemes: string[] = []
  const iterator = iterate(value)
  for (let step = iterator.next(); !step.done; step = iterator.next()) {
    if (!isText(step.value)) {
      raise('TypeError', `expected string or bytes-like object, got '${typeName(step.value)}'`)
    }
    const text = textOf(step.value)
    if (!scheme().test(text)) {
      raise('FilterArgumentError', `${repr(step.value)} is not a valid URI scheme prefix.`)
    }
    schemes.push(text)
  }
  return schemes
}

/** A URL as a link shows it. */
function shorten(url: string, limit: PyValue): string {
  if (limit === null || !gt(countCodePoints(url), limit)) return url
  return strText(add(slice(url, null, limit, null), '...'))
}

function* pairsOf(value: PyValue): Iterable<readonly [PyValue, PyValue]> {
  if (value instanceof PyDict) {
    yield* value.entries()
    return
  }
  const iterator = iterate(value)
  for (let step = iterator.next(); !step.done; step = iterator.next()) {
    const [key = null, item = null] = unpack(step.value, 2)
    yield [key, item]
  }
}

/** Jinja2 3.1 `utils.url_quote`: percent-encoded UTF-8; `/` stays and a space is `+` in turns. */
function quoteUrl(value: PyValue, isQuery: boolean): Text {
  const reserved = isQuery ? /[^\w.~-]+/g : /[^\w.~/-]+/g
  const isBytes = value instanceof Bytes
  const text = isBytes ? Buffer.from(value.data).toString('latin1') : wellFormed(strText(str(value)))
  const quoteRun = (run: string): string => {
    const quoted = isBytes ? run.replace(/[\s\S]/g, percent) : encodeURIComponent(run).replace(/[!'()*]/g, percent)
    return isQuery ? quoted.replaceAll('%20', '+') : quoted
  }
  return derive(replaceEach(text, reserved, quoteRun), value)
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
}

/** Refuses what UTF-8 can't hold, as `str.encode` does. */
function wellFormed(text: string): string {
  const at = text.search(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/)
  if (at < 0) return text
  const code = text.charCodeAt(at).toString(16)
  const position = countCodePoints(text.slice(0, at))
  return raise(
    'UnicodeEncodeError',
    `'utf-8' codec can't encode character '\\u${code}' in position ${position}: surrogates not allowed`,
  )
}
