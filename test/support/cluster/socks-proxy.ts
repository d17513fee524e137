import { connect, createServer, type Socket } from 'node:net'

export interface SocksProxy {
  /** Without a login. */
  readonly url: string
  /** `address type host:port` of each connection that was asked for. */
  readonly asked: string[]
  close(): Promise<void>
}

/** A SOCKS5 proxy (RFC 1928); with a `login` (`user:password`, RFC 1929) it wants that, with a `reply` it refuses each connection. */
export async function startSocksProxy(options: { login?: string; reply?: number } = {}): Promise<SocksProxy> {
  const asked: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer(async (socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    const bytes = reading(socket)
    const [, methods = 0] = await bytes(2)
    const offered = await bytes(methods)
    const wanted = options.login === undefined ? 0 : 2
    if (!offered.includes(wanted)) return socket.end(Buffer.from([5, 0xff]))
    socket.write(Buffer.from([5, wanted]))
    if (options.login !== undefined) {
      const [, length = 0] = await bytes(2)
      const user = await bytes(length)
      const password = await bytes((await bytes(1))[0] ?? 0)
      const isRight = `${user}:${password}` === options.login
      socket.write(Buffer.from([1, isRight ? 0 : 1]))
      if (!isRight) return socket.end()
    }
    const [, , , type] = await bytes(4)
    const address = await bytes(type === 1 ? 4 : type === 4 ? 16 : ((await bytes(1))[0] ?? 0))
    const port = (await bytes(2)).readUInt16BE()
    const host = type === 1 ? address.join('.') : type === 4 ? address.toString('hex') : String(address)
    asked.push(`${type} ${host}:${port}`)
    const answer = Buffer.from([5, options.reply ?? 0, 0, 3, 4, ...Buffer.from('here'), 0, 0])
    if (options.reply !== undefined) return socket.end(answer)
    const target = connect(port, type === 3 && host === 'api.example' ? '127.0.0.1' : host, () => {
      socket.write(answer)
      socket.pipe(target).pipe(socket)
    })
    target.on('error', () => socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    url: `socks5://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    asked,
    close() {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

/** Reads exact numbers of bytes. */
function reading(socket: Socket): (length: number) => Promise<Buffer> {
  return async (length) => {
    if (length === 0) return Buffer.alloc(0)
    for (;;) {
      const bytes: Buffer | null = socket.read(length)
      if (bytes !== null) return bytes
      await new Promise((resolve) => socket.once('readable', resolve))
    }
  }
}
