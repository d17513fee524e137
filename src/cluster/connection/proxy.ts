import { BlockList, isIP } from 'node:net'
import { KdeployError } from '../../errors.ts'
import type { Environment } from '../access/kube-target.ts'

/**
 * The proxy to reach the API server through: the cluster's `proxy-url`, else HTTPS_PROXY or HTTP_PROXY (by the
 * server's scheme) unless NO_PROXY names the host. Lower-case names count too; loopback never goes through one of the
 * environment (Go, net/http.ProxyFromEnvironment, which kubectl uses).
 */
export function proxyFor(server: URL, proxyUrl: string | undefined, environment: Environment): URL | undefined {
  if (proxyUrl !== undefined) return parse(proxyUrl, "the cluster's proxy-url")
  const name = server.protocol === 'https:' ? 'https_proxy' : 'http_proxy'
  const value = environment[name.toUpperCase()] || environment[name]
  if (!value) return undefined
  const host = hostOf(server)
  if (host === 'localhost' || host === '::1' || host.startsWith('127.')) return undefined
  const exceptions = environment['NO_PROXY'] || environment['no_proxy'] || ''
  if (exceptions.split(',').some((rule) => matches(rule.trim().toLowerCase(), host, portOf(server)))) return undefined
  return parse(value.includes('://') ? value : `http://${value}`, name.toUpperCase())
}

const protocols = ['http:', 'https:', 'socks5:', 'socks5h:']

/** Doesn't quote the value, which may hold a password. */
function parse(value: string, source: string): URL {
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (url !== undefined && url.hostname !== '' && protocols.includes(url.protocol)) return url
  throw new KdeployError({
    code: 'proxy-invalid',
    category: 'input',
    message: `the proxy in ${source} is not the URL of an HTTP or SOCKS5 proxy`,
    hint: 'write it as http://HOST:PORT, https://HOST:PORT or socks5://HOST:PORT',
  })
}

/** One entry of NO_PROXY: `*`, a domain with its subdomains, an address, a CIDR; with or without a port. */
function matches(rule: string, host: string, port: string): boolean {
  if (rule === '') return false
  if (rule === '*') return true
  if (rule.includes('/')) return inRange(host, rule)
  if (isIP(rule) === 6) return rule === host
  const [, name = rule, rulePort] = /^(.*?)(?::(\d+))?$/.exec(rule) ?? []
  if (rulePort !== undefined && rulePort !== port) return false
  if (name.startsWith('*.')) return host.endsWith(name.slice(1))
  if (name.startsWith('.')) return host.endsWith(name)
  return host === name || (isIP(name) === 0 && host.endsWith(`.${name}`))
}

function inRange(address: string, cidr: string): boolean {
  const [network = '', length = ''] = cidr.split('/')
  const family = isIP(network)
  const bits = family === 4 ? 32 : 128
  if (family === 0 || family !== isIP(address) || !/^\d+$/.test(length) || Number(length) > bits) return false
  const type = family === 4 ? 'ipv4' : 'ipv6'
  const range = new BlockList()
  range.addSubnet(network, Number(length), type)
  return range.check(address, type)
}

/** Without the brackets of an IPv6 address. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '').toLowerCase()
}

export function portOf(url: URL): string {
  return url.port || (url.protocol === 'https:' ? '443' : '80')
}
