import { createServer, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { ProxyError } from '../../../src/cluster/connection/proxy-error.ts'
import { openSocks } from '../../../src/cluster/connection/socks.ts'
import { type SocksProxy, startSocksProxy } from '../../support/cluster/socks-proxy.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function started(options: Parameters<typeof startSocksProxy>[0] = {}): Promise<SocksProxy> {
  const proxy = await startSocksProxy(options)
  closing.push(proxy.close)
  return proxy
}

/** A server that answers each connection with a word at once, and then with what it gets. */
async function echo(): Promise<number> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.write('hello ')
    socket.pipe(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    for (const socket of sockets) socket.destroy()
    return new Promise((resolve) => server.close(resolve))
  })
  const address = server.address()
  return typeof address === 'object' ? (address?.port ?? 0) : 0
}

async function talk(socket: Socket): Promise<string> {
  socket.write('there')
  let text = ''
  for await (const chunk of socket) {
    text += chunk
    if (text.endsWith('there')) break
  }
  return text
}

async function refusal(proxy: string, server = 'https://api.example', timeout = 60_000): Promise<string> {
  const error = await openSocks(new URL(proxy), new URL(server), timeout).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(ProxyError)
  return String(error)
}

describe('a SOCKS5 proxy', () => {
  test('connects to a name, which it resolves, and to an address, and swallows nothing', async () => {
    const port = await echo()
    const proxy = await started()
    for (const server of [`https://api.example:${port}`, `http://127.0.0.1:${port}`]) {
      expect(await talk(await openSocks(new URL(proxy.url), new URL(server), 60_000))).toBe('hello there')
    }
    expect(proxy.asked).toEqual([`3 api.example:${port}`, `1 127.0.0.1:${port}`])
  })

  test.each([
    ['https://[2001:db8::a0:1]', '4 20010db8000000000000000000a00001:443'],
    ['https://[::1]:6443', '4 00000000000000000000000000000001:6443'],
    ['http://10.1.2.3', '1 10.1.2.3:80'],
  ])('is asked for %s by its address', async (server, asked) => {
    const proxy = await started({ reply: 4 })
    expect(await refusal(proxy.url, server)).toMatch(/refused to connect to \S+: the host is unreachable$/)
    expect(proxy.asked).toEqual([asked])
  })

  test('is given the login of its URL, and no message shows it', async () => {
    const port = await echo()
    const proxy = await started({ login: 'me:p w' })
    const url = (login: string) => proxy.url.replace('//', `//${login}@`)
    const server = new URL(`http://127.0.0.1:${port}`)
    expect(await talk(await openSocks(new URL(url('me:p%20w')), server, 60_000))).toBe('hello there')
    expect(await refusal(url('me:wrong'))).toBe(`ProxyError: the proxy ${proxy.url} refused the login`)
    expect(await refusal(proxy.url)).toBe(`ProxyError: the proxy ${proxy.url} asks for a login`)
  })

  test('that says nothing is given up in time, one that hangs up at once', async () => {
    const answers = async (answer: (socket: Socket) => void) => {
      const sockets: Socket[] = []
      const server = createServer((socket) => {
        sockets.push(socket)
        socket.on('error', () => {})
        answer(socket)
      })
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      closing.push(() => {
        for (const socket of sockets) socket.destroy()
        return new Promise((resolve) => server.close(resolve))
      })
      const address = server.address()
      return `socks5h://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
    }
    expect(await refusal(await answers(() => {}), undefined, 100)).toContain(
      "can't be reached: no response within 0.1 s",
    )
    expect(await refusal(await answers((socket) => socket.end()))).toContain(
      "can't be reached: it closed the connection",
    )
    expect(await refusal(await answers((socket) => socket.write('HTTP/1.1 400\r\n')))).toContain(
      'does not speak SOCKS5',
    )
    expect(await refusal('socks5://127.0.0.1:1')).toMatch(/can't be reached: .*ECONNREFUSED/)
  })
})
