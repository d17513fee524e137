import { createServer, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { ProxyError } from '../../../src/cluster/connection/proxy-error.ts'
import { openTunnel } from '../../../src/cluster/connection/tunnel.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

/** A proxy that answers each CONNECT as `answer` does. Returns its address with a login. */
async function proxy(answer: (socket: Socket, request: string) => void): Promise<URL> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('data', (request) => answer(socket, request.toString()))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    for (const socket of sockets) socket.destroy()
    return new Promise((resolve) => server.close(resolve))
  })
  const address = server.address()
  return new URL(`http://me:pw1@127.0.0.1:${typeof address === 'object' ? address?.port : ''}`)
}

async function refusal(url: URL, timeout = 60_000): Promise<string> {
  const error = await openTunnel(url, new URL('https://api.example'), timeout).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(ProxyError)
  return String(error)
}

describe('a proxy that answers CONNECT', () => {
  test('byte by byte is given up when the time is over, though it was never silent', async () => {
    const url = await proxy((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nx: ')
      const timer = setInterval(() => socket.write('y'), 5)
      socket.on('close', () => clearInterval(timer))
    })
    expect(await refusal(url, 300)).toContain("can't be reached: no response within 0.3 s")
  })

  test('with a flood of headers is given up', async () => {
    const url = await proxy((socket) => socket.write(`HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(100_000)}`))
    expect(await refusal(url)).toMatch(/can't be reached: .*Header overflow/)
  })

  test('with informational answers without end is given up at the first', async () => {
    const url = await proxy((socket) => socket.write('HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(10_000)))
    expect(await refusal(url)).toContain('refused to connect to api.example:443: 103 Early Hints')
  })

  test('with a refusal that repeats its login shows none of it', async () => {
    const url = await proxy((socket, request) => {
      const [, login = ''] = /authorization: Basic (\S+)/i.exec(request) ?? []
      socket.end(`HTTP/1.1 407 Wrong login ${Buffer.from(login, 'base64')} ${login}\r\n\r\n`)
    })
    expect(await refusal(url)).toBe(
      `ProxyError: the proxy http://${url.host} refused to connect to api.example:443: 407 Proxy Authentication Required`,
    )
  })
})
