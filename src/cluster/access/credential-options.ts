import type { Environment } from './kube-target.ts'

export interface CredentialOptions {
  readonly environment: Environment
  readonly stdinIsTerminal: boolean
  /** Milliseconds since 1970, to read expirationTimestamp by. Default: this machine's clock. */
  readonly wallClock?: (() => number) | undefined
  /** How long a credential is held counts by it. Default: this machine's. */
  readonly monotonicClock?: (() => number) | undefined
  /** Ends a plugin that runs. */
  readonly interrupted?: AbortSignal | undefined
  /** Told what a plugin says that has no terminal to say it on. */
  readonly onMessage?: ((text: string) => void) | undefined
  /** How long an exec plugin or an auth-provider may take, in milliseconds. Default: see exec-plugin.ts. */
  readonly timeout?: number | undefined
  /** Told of every token and private key as soon as it is obtained, so that nothing shows it. */
  readonly registerSecrets?: ((values: readonly string[]) => void) | undefined
}
