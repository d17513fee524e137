import { connect, isIP, type Socket } from 'node:net'
import { hostOf, portOf } from './proxy.ts'
import { ProxyError } from './proxy-error.ts'

const version = 5
const noLogin = 0
const passwordLogin = 2

/** What a reply's second byte means (RFC 1928, 6). */
const refusals: Readonly<Record<number, string>> = {
  1: 'general failure',
  2: 'not allowed by its rules',
  3: 'the network is unreachable',
  4: 'the host is unreachable',
  5: 'connection refused',
  6: 'TTL expired',
  7: 'the command is not supported',
  8: 'the address type is not supported',
}

/**
 * A TCP connection to the server through a SOCKS5 proxy (RFC 1928), with the login of its URL (RFC 1929). The proxy resolves the
 * server's name, whether it is written socks5 or socks5h, as Go's net/http has it, which kubectl uses. `timeout`: of all of it, in
 * milliseconds. @throws ProxyError
 */
export async function openSocks(proxy: URL, server: URL, timeout: number): Promise<Socket> {
  const socket = connect({ host: hostOf(proxy), port: Number(proxy.port || 1080) })
  const waiting = setTimeout(() => socket.destroy(new Error(`no response within ${timeout / 1000} s`)), timeout)
  try {
    await shakeHands(new Answers(socket), proxy, server)
    return socket
  } catch (error) {
    socket.destroy()
    if (error instanceof ProxyError) throw error
    throw new ProxyError(proxy, `can't be reached: ${error instanceof Error ? error.message : error}`, error)
  } finally {
    clearTimeout(waiting)
  }
}

async function shakeHands(answers: Answers, proxy: URL, server: URL): Promise<void> {
  const hasLogin = proxy.username !== ''
  answers.send(hasLogin ? [version, 2, noLogin, passwordLogin] : [version, 1, noLogin])
  const [spoken, method] = await answers.take(2)
  if (spoken !== version) throw new ProxyError(proxy, 'does not speak SOCKS5')
  if (method === passwordLogin && hasLogin) await logIn(answers, proxy)
  else if (method !== noLogin) throw new ProxyError(proxy, hasLogin ? 'accepts none of the logins' : 'asks for a login')
  const host = hostOf(server)
  const authority = `${server.hostname}:${portOf(server)}`
  const port = Number(portOf(server))
  answers.send([version, 1, 0, ...addressOf(host), port >> 8, port & 0xff])
  const [, reply = 0, , type] = await answers.take(4)
  if (reply !== 0) {
    throw new ProxyError(proxy, `refused to connect to ${authority}: ${refusals[reply] ?? `reply ${reply}`}`)
  }
  // The address that the proxy bound is of no use, but stands before what the server sends.
  const length = type === 1 ? 4 : type === 4 ? 16 : ((await answers.take(1))[0] ?? 0)
  await answers.take(length + 2)
  answers.end()
}

async function logIn(answers: Answers, proxy: URL): Promise<void> {
  const [user, password] = [proxy.username, proxy.password].map((text) => Buffer.from(decodeURIComponent(text)))
  if (user === undefined || password === undefined) return
  if (user.length > 255 || password.length > 255) throw new ProxyError(proxy, 'takes no login of more than 255 bytes')
  answers.send([1, user.length, ...user, password.length, ...password])
  const [, status] = await answers.take(2)
  if (status !== 0) throw new ProxyError(proxy, 'refused the login')
}

function addressOf(host: string): number[] {
  const family = isIP(host)
  if (family === 4) return [1, ...host.split('.').map(Number)]
  if (family === 6) return [4, ...bytesOfIPv6(host)]
  const name = Buffer.from(host)
  return [3, name.length, ...name]
}

/** A host of a URL is in its shortest form, without an embedded IPv4 address. */
function bytesOfIPv6(host: string): number[] {
  const [left = '', right] = host.split('::')
  const groups = (text: string | undefined) => (text ? text.split(':') : [])
  const [before, after] = [groups(left), groups(right)]
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0')
  return [...before, ...zeros, ...after].flatMap((group) => {
    const value = Number.parseInt(group, 16)
    return [value >> 8, value & 0xff]
  })
}

/** What a proxy answers, taken in exact numbers of bytes, so that nothing of the server's is swallowed. */
class Answers {
  readonly #socket: Socket
  #ended: Error | undefined
  #wake: () => void = () => {}
  readonly #onReadable = () => this.#wake()
  readonly #onEnd = (error?: Error) => {
    this.#ended = error instanceof Error ? error : new Error('it closed the connection')
    this.#wake()
  }

  constructor(socket: Socket) {
    this.#socket = socket
    socket.on('readable', this.#onReadable)
    for (const event of ['error', 'end', 'close']) socket.once(event, this.#onEnd)
  }

  send(bytes: readonly number[]): void {
    this.#socket.write(Buffer.from(bytes))
  }

  async take(length: number): Promise<number[]> {
    for (;;) {
      const bytes: Buffer | null = length === 0 ? Buffer.alloc(0) : this.#socket.read(length)
      if (bytes !== null && bytes.length === length) return [...bytes]
      if (this.#ended !== undefined) throw this.#ended
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  /** Leaves the socket to whoever talks to the server. */
  end(): void {
    this.#socket.off('readable', this.#onReadable)
    for (const event of ['error', 'end', 'close']) this.#socket.off(event, this.#onEnd)
  }
}
