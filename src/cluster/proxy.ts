import { request as httpRequest } from 'node:http'
import { isIP, type Socket } from 'node:net'
import type { Environment } from './kube-target.ts'

/**
 * The proxy to reach the API server through: the cluster's `proxy-url`, else HTTPS_PROXY or HTTP_PROXY (by the
 * server's scheme) unless NO_PROXY names the host. Lower-case names count too; loopback never goes through one of the
 * environment (Go, net/http.ProxyFromEnvironment, which kubectl uses).
 */
export function proxyFor(server: URL, proxyUrl: string | undefined, environment: Environment): URL | undefined {
  if (proxyUrl !== undefined) return new URL(proxyUrl)
  const name = server.protocol === 'https:' ? 'https_proxy' : 'http_proxy'
  const value = environment[name.toUpperCase()] || environment[name]
  if (!value) return undefined
  const host = hostOf(server)
  if (host === 'localhost' || host === '::1' || host.startsWith('127.')) return undefined
  const exceptions = environment['NO_PROXY'] || environment['no_proxy'] || ''
  if (exceptions.split(',').some((rule) => matches(rule.trim().toLowerCase(), host, portOf(server)))) return undefined
  return new URL(value.includes('://') ? value : `http://${value}`)
}

/** One entry of NO_PROXY: `*`, a domain with its subdomains, an address, a CIDR; with or without a port. */
function matches(rule: string, host: string, port: string): boolean {
  if (rule === '') return false
  if (rule === '*') return true
  if (rule.includes('/')) return isIP(host) === 4 && inRange(host, rule)
  const [, name = rule, rulePort] = /^(.*?)(?::(\d+))?$/.exec(isIP(rule) === 6 ? `${rule}` : rule) ?? []
  if (isIP(rule) === 6) return rule === host
  if (rulePort !== undefined && rulePort !== port) return false
  if (name.startsWith('*.')) return host.endsWith(name.slice(1))
  if (name.startsWith('.')) return host.endsWith(name)
  return host === name || (isIP(name) === 0 && host.endsWith(`.${name}`))
}

function inRange(address: string, cidr: string): boolean {
  const [network = '', length = '32'] = cidr.split('/')
  if (isIP(network) !== 4) return false
  const bits = Number(length)
  const mask = bits === 0 ? 0 : (0xffffffff << (32 - bits)) >>> 0
  return (number(address) & mask) >>> 0 === (number(network) & mask) >>> 0
}

function number(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
}

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '').toLowerCase()
}

function portOf(url: URL): string {
  return url.port || (url.protocol === 'https:' ? '443' : '80')
}

/** A proxy refused or couldn't build the tunnel. */
export class ProxyError extends Error {
  override readonly name = 'ProxyError'
  /** Without user and password. */
  readonly proxy: string

  constructor(proxy: URL, problem: string, cause?: unknown) {
    super(`the proxy ${proxy.protocol}//${proxy.host} ${problem}`, { cause })
    this.proxy = `${proxy.protocol}//${proxy.host}`
  }
}

/** A TCP connection to the server through the proxy's CONNECT. */
export function openTunnel(proxy: URL, server: URL, timeout: number): Promise<Socket> {
  if (proxy.protocol !== 'http:') {
    return Promise.reject(new ProxyError(proxy, `isn't an HTTP proxy (supported: http://HOST:PORT)`))
  }
  const authority = `${server.hostname}:${portOf(server)}`
  const login = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      host: hostOf(proxy),
      port: proxy.port || 80,
      method: 'CONNECT',
      path: authority,
      agent: false,
      headers: {
        host: authority,
        ...(proxy.username === '' ? {} : { 'proxy-authorization': `Basic ${Buffer.from(login).toString('base64')}` }),
      },
    })
    request.setTimeout(timeout, () => request.destroy(new Error(`didn't answer within ${timeout / 1000} s`)))
    request.on('connect', (response, socket) => {
      socket.setTimeout(0)
      if (response.statusCode === 200) resolve(socket)
      else {
        socket.destroy()
        reject(
          new ProxyError(proxy, `refused to connect to ${authority}: ${response.statusCode} ${response.statusMessage}`),
        )
      }
    })
    request.on('response', (response) => {
      response.destroy()
      reject(new ProxyError(proxy, `answered ${response.statusCode} to CONNECT`))
    })
    request.on('error', (error) => reject(new ProxyError(proxy, `can't be reached: ${error.message}`, error)))
    request.end()
  })
}
