import { raise } from '../python/error.ts'
import { quote } from '../python/quote.ts'
import { ipVersionOf } from './ip/address.ts'

/** A URL's parts as Python's urlsplit has them. */
export interface UrlParts {
  readonly scheme: string
  readonly netloc: string
  readonly path: string
  readonly query: string
  readonly fragment: string
}

/** What stands between `//` and the path. */
export interface Authority {
  readonly username: string | null
  readonly password: string | null
  readonly hostname: string | null
  /** As it is written. */
  readonly port: string | null
}

/** Python's urllib.parse.urlsplit. @throws PyError ValueError for brackets that hold no IPv6 address */
export function splitUrl(text: string): UrlParts {
  // Control characters and spaces around a URL, and line breaks within, count for nothing (WHATWG).
  let rest = text.replace(/^[\u0000-\u0020]+/, '').replace(/[\t\r\n]/g, '')
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(rest)?.[1] ?? ''
  if (scheme !== '') rest = rest.slice(scheme.length + 1)
  let netloc = ''
  if (rest.startsWith('//')) {
    const end = rest.slice(2).search(/[/?#]/)
    netloc = end < 0 ? rest.slice(2) : rest.slice(2, end + 2)
    rest = rest.slice(netloc.length + 2)
    checkBrackets(netloc)
  }
  const [beforeFragment, fragment] = cut(rest, '#')
  const [path, query] = cut(beforeFragment, '?')
  return { scheme: scheme.toLowerCase(), netloc, path, query, fragment }
}

export function splitAuthority(netloc: string): Authority {
  const at = netloc.lastIndexOf('@')
  const [username, password] = at < 0 ? [null, null] : halves(netloc.slice(0, at))
  const host = netloc.slice(at + 1)
  const bracketed = /^[^[]*\[([^\]]*)\]?(.*)$/s.exec(host)
  const [name, port] = bracketed === null ? halves(host) : [bracketed[1] ?? '', halves(bracketed[2] ?? '')[1]]
  // The zone of an IPv6 address keeps its case.
  const [address, zone] = cut(name, '%')
  const hostname = name === '' ? null : address.toLowerCase() + (name.includes('%') ? `%${zone}` : '')
  return { username, password, hostname, port: port === '' ? null : port }
}

function cut(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}

function halves(text: string): [string, string | null] {
  const [before, after] = cut(text, ':')
  return [before, text.includes(':') ? after : null]
}

function checkBrackets(netloc: string): void {
  if (netloc.includes('[') !== netloc.includes(']')) raise('ValueError', 'Invalid IPv6 URL')
  const host = /\[([^\]]*)/.exec(netloc)?.[1]
  if (host === undefined) return
  if (host.startsWith('v')) {
    if (!/^v[a-f0-9]+\..+$/is.test(host)) raise('ValueError', 'IPvFuture address is invalid')
    return
  }
  const version = ipVersionOf(host)
  if (version === undefined) raise('ValueError', `${quote(host)} does not appear to be an IPv4 or IPv6 address`)
  if (version === 4) raise('ValueError', 'An IPv4 address cannot be in brackets')
}
