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
