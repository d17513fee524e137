import { defineFilter, type Filter } from '../../filters/filter.ts'
import { failAttribute } from '../../filters/invoke.ts'
import { decodeBytes } from '../../python/decode.ts'
import { PyDict } from '../../python/dict.ts'
import { raise } from '../../python/error.ts'
import { hashKey } from '../../python/hash.ts'
import type { PyValue } from '../../python/object.ts'
import { truthy } from '../../python/operators.ts'
import { quote } from '../../python/quote.ts'
import { strText } from '../../python/show.ts'
import { signature } from '../../python/signature.ts'
import { derive, isText, textOf } from '../../python/text.ts'
import { splitAuthority, splitUrl } from '../url-parts.ts'

/** Filters that read URLs. */
export const urlFilters: readonly Filter[] = [
  /** A URL's parts as a dict, or one of them (Ansible `urlsplit`). */
  defineFilter(
    'urlsplit',
    signature('split_url', 'value', "query=''", "alias='urlsplit'"),
    (_frame, value = null, part = null) => {
      hashKey(value)
      if (!isText(value) && truthy(value)) return failAttribute(value, 'decode')
      const parts = partsOf(isText(value) ? textOf(value) : '')
      if (!truthy(part)) return parts
      return (
        parts.get(part) ??
        (parts.has(part) ? null : raise('ValueError', `urlsplit: unknown URL component: ${strText(part)}`))
      )
    },
  ),

  /** The text that a URL's percent signs and plus signs stand for (Ansible `urldecode`, Python's unquote_plus). */
  defineFilter(
    'urldecode',
    signature('unquote_plus', 'string', "encoding='utf-8'", "errors='replace'"),
    (_frame, value = null, encoding = null, errors = null) => {
      if (!isText(value)) return failAttribute(value, 'replace')
      const text = textOf(value).replaceAll('+', ' ')
      const decode = (bytes: string): string =>
        decodeBytes(Buffer.from(bytes.replaceAll('%', ''), 'hex'), strText(encoding), strText(errors))
      return derive(text.replace(/(?:%[0-9a-f]{2})+/gi, decode), value)
    },
  ),
]

function partsOf(url: string): PyDict {
  const { scheme, netloc, path, query, fragment } = splitUrl(url)
  const { hostname, password, port, username } = splitAuthority(netloc)
  return PyDict.of([
    ['fragment', fragment],
    ['hostname', hostname],
    ['netloc', netloc],
    ['password', password],
    ['path', path],
    ['port', numberOf(port)],
    ['query', query],
    ['scheme', scheme],
    ['username', username],
  ])
}

function numberOf(port: string | null): PyValue {
  if (port === null) return null
  if (!/^[0-9]+$/.test(port)) raise('ValueError', `Port could not be cast to integer value as ${quote(port)}`)
  return Number(port) <= 65535 ? Number(port) : raise('ValueError', 'Port out of range 0-65535')
}
