import * as http from 'node:http'
import * as https from 'node:https'
import type { Socket } from 'node:net'
import { hostOf, portOf } from './proxy.ts'
import { ProxyError } from './proxy-error.ts'

/** A TCP connection to the server through the proxy's CONNECT. */
export function openTunnel(proxy: URL, server: URL, timeout: number): Promise<Socket> {
  const authority = `${server.hostname}:${portOf(server)}`
  const login = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`
  return new Promise((resolve, reject) => {
    const secure = proxy.protocol === 'https:'
    const request = (secure ? https : http).request({
      host: hostOf(proxy),
      port: proxy.port || (secure ? 443 : 80),
      method: 'CONNECT',
      path: authority,
      agent: false,
      headers: {
        host: authority,
        ...(proxy.username === '' ? {} : { 'proxy-authorization': `Basic ${Buffer.from(login).toString('base64')}` }),
      },
    })
    // Of the whole answer: one that comes byte by byte is late as well.
    const waiting = setTimeout(() => request.destroy(new Error(`no response within ${timeout / 1000} s`)), timeout)
    request.on('close', () => clearTimeout(waiting))
    request.on('connect', (response, socket) => {
      clearTimeout(waiting)
      if (response.statusCode === 200) resolve(socket)
      else {
        socket.destroy()
        reject(new ProxyError(proxy, `refused to connect to ${authority}: ${statusText(response.statusCode)}`))
      }
    })
    request.on('response', (response) => {
      response.destroy()
      reject(new ProxyError(proxy, `answered ${statusText(response.statusCode)} to CONNECT`))
    })
    request.on('error', (error) => reject(new ProxyError(proxy, `can't be reached: ${error.message}`, error)))
    request.end()
  })
}

/** `407 Proxy Authentication Required`: in the standard's words, as the proxy's own may repeat the login that it was sent. */
function statusText(status = 0): string {
  return `${status} ${http.STATUS_CODES[status] ?? ''}`.trim()
}
