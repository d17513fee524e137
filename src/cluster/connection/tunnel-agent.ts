import * as http from 'node:http'
import * as https from 'node:https'
import type { Duplex } from 'node:stream'

type Connected = (error: Error | null, socket?: Duplex) => void
type Connect = (options: object, connected?: Connected) => Duplex | null | undefined

/** A keep-alive agent whose connections, TLS or plain, run inside what `open` gives: a proxy's CONNECT. */
export function tunnelAgent(secure: boolean, options: https.AgentOptions, open: () => Promise<Duplex>): http.Agent {
  const agent: http.Agent = secure ? new https.Agent(options) : new http.Agent(options)
  const startTls = agent.createConnection.bind(agent) as Connect
  const createConnection: Connect = (request, connected) => {
    open().then(
      (socket) => connected?.(null, secure ? (startTls({ ...request, socket }) ?? undefined) : socket),
      (error: Error) => connected?.(error),
    )
    return undefined
  }
  return Object.assign(agent, { createConnection })
}
