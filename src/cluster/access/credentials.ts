import { readFileSync } from 'node:fs'
import type { OutgoingHttpHeaders } from 'node:http'
import { isMap } from '../../json-map.ts'
import { kubectlCommand } from '../../shell-words.ts'
import { runAuthProvider } from './auth-provider.ts'
import type { CredentialOptions } from './credential-options.ts'
import { isHeaderText, type PluginCredential, runExecPlugin } from './exec-plugin.ts'
import { impersonation } from './impersonation.ts'
import type { KubeTarget } from './kube-target.ts'
import { invalid, textOf } from './kubeconfig-file.ts'
import { material } from './material.ts'

/** How to prove who we are: headers of each request, and the TLS client certificate. */
export interface Credentials {
  readonly headers: OutgoingHttpHeaders
  readonly certificate: string | Buffer | undefined
  readonly key: string | Buffer | undefined
}

/** Where a user's credentials come from, and come from again when they expire. */
export interface CredentialSource {
  /** Cached until they expire. */
  current(): Promise<Credentials>
  /** After a 401 to `used`: false where there is nothing newer to try with. */
  renew(used: Credentials): Promise<boolean>
  /** For people, without the credential: `token`, `client certificate`, `exec plugin aws`. */
  readonly kind: string
  /** What a person does about a 401. */
  readonly loginHint: string
}

/** client-go reads a token file again after a minute (transport.NewCachedFileTokenSource), in milliseconds. */
const tokenFileAge = 60_000

/** A credential that has expired by our wall clock is used for so long all the same, in milliseconds: the clock may be wrong. */
const minAge = 10_000

/** Part of an answer that a source of credentials adds to the fixed headers. */
interface Obtained {
  readonly authorization?: string | undefined
  readonly certificate?: string | Buffer | undefined
  readonly key?: string | Buffer | undefined
  /** Milliseconds after which it must be obtained again. */
  readonly age?: number | undefined
}

/**
 * The credentials of a kube context's user, with kubectl's precedence: a token, basic authentication or a client
 * certificate in the kubeconfig win over an `exec` plugin; a `tokenFile` wins over `token` (client-go, clientcmd).
 */
export function credentialsOf(target: KubeTarget, options: CredentialOptions): CredentialSource {
  const { file } = target
  // Over plain HTTP kubectl sends no credentials (client-go, clientcmd.ClientConfig).
  const user = target.server.startsWith('http:') ? {} : target.user
  const certificate = {
    certificate: material(target, 'client-certificate', user),
    key: material(target, 'client-key', user),
  }
  const check = kubectlCommand({ ...target, namespace: undefined }, 'auth', 'whoami')
  const token = textOf(file, user, 'token')
  const tokenFile = textOf(file, user, 'tokenFile')
  const username = textOf(file, user, 'username')
  const exec = user['exec']
  const provider = user['auth-provider']
  const from = (kind: string, loginHint: string, obtain: () => Promise<Obtained>) =>
    source({ kind, loginHint }, impersonation(target), obtain, options)

  if (tokenFile !== undefined) {
    return from(`token file ${tokenFile}`, `the token in ${tokenFile} is not accepted: renew it`, async () => ({
      ...certificate,
      authorization: `Bearer ${usable(target, readToken(tokenFile, token, file))}`,
      age: tokenFileAge,
    }))
  }
  if (token !== undefined) {
    const hint = `the token of the user "${target.userName}" is not accepted: log in again, then check with \`${check}\``
    return from('token', hint, async () => ({
      ...certificate,
      authorization: `Bearer ${usable(target, token.trim())}`,
    }))
  }
  if (username !== undefined) {
    const pair = Buffer.from(`${username}:${textOf(file, user, 'password') ?? ''}`).toString('base64')
    const hint = `check username and password of the user "${target.userName}"`
    return from('username and password', hint, async () => ({ ...certificate, authorization: `Basic ${pair}` }))
  }
  if (certificate.certificate === undefined && isMap(exec)) {
    const command = String(exec['command'])
    const hint = `log in again with the tool behind \`${command}\`, then check with \`${check}\``
    return from(`exec plugin ${command}`, hint, async () =>
      obtained(await runExecPlugin(target, exec, options), (options.wallClock ?? Date.now)()),
    )
  }
  if (isMap(provider)) {
    const name = String(provider['name'])
    const hint = `log in again (auth-provider ${name}), then check with \`${check}\``
    return from(`auth-provider ${name}`, hint, async () => ({
      ...certificate,
      ...(await runAuthProvider(target, provider, options.timeout)),
      age: tokenFileAge,
    }))
  }
  const [kind, hint] =
    certificate.certificate === undefined
      ? ['nothing', `the user "${target.userName}" has no credentials in ${file}`]
      : [
          'client certificate',
          `the client certificate of the user "${target.userName}" is not accepted; it may have expired`,
        ]
  return from(kind, `${hint}: log in again, then check with \`${check}\``, async () => certificate)
}

function source(
  about: Pick<CredentialSource, 'kind' | 'loginHint'>,
  identity: OutgoingHttpHeaders,
  obtain: () => Promise<Obtained>,
  { monotonicClock = () => performance.now(), registerSecrets }: CredentialOptions,
): CredentialSource {
  let held: { readonly credentials: Credentials; readonly until: number } | undefined
  let pending: Promise<Credentials> | undefined

  /** One at a time: a plugin may ask the person something. */
  const refresh = (): Promise<Credentials> => {
    pending ??= obtain()
      .then((got) => {
        registerSecrets?.(secretsIn(got))
        const authorization = got.authorization === undefined ? {} : { authorization: got.authorization }
        const credentials = {
          headers: { ...identity, ...authorization },
          certificate: got.certificate,
          key: got.key,
        }
        held = { credentials, until: monotonicClock() + (got.age ?? Number.POSITIVE_INFINITY) }
        return credentials
      })
      .finally(() => {
        pending = undefined
      })
    return pending
  }
  return {
    ...about,
    current: async () => (held !== undefined && monotonicClock() < held.until ? held.credentials : refresh()),
    renew: async (used) => {
      if (held !== undefined && held.credentials !== used) return true
      const fresh = await refresh()
      return fresh.headers['authorization'] !== used.headers['authorization'] || fresh.certificate !== used.certificate
    },
  }
}

/** The token or the pair without its scheme; of a private key (PEM) what lies between its first and last line. */
function secretsIn({ authorization = '', key = '' }: Obtained): string[] {
  const lines = key.toString().split(/\r?\n/)
  return [authorization.replace(/^\S+ /, ''), ...lines.filter((line) => !line.startsWith('-----'))]
}

function obtained(credential: PluginCredential, now: number): Obtained {
  const left = (credential.expires ?? Number.POSITIVE_INFINITY) - now
  return {
    authorization: credential.token === undefined ? undefined : `Bearer ${credential.token}`,
    certificate: credential.certificate,
    key: credential.key,
    age: left > 0 ? left : minAge,
  }
}

/** The token. Throws where no header can hold it, without showing it. */
function usable(target: KubeTarget, token: string): string {
  if (!isHeaderText(token))
    throw invalid(target.file, `has a token with a line break or control character for the user "${target.userName}"`)
  return token
}

/** The last token read stays in use where the file can't be read for a moment. */
function readToken(path: string, fallback: string | undefined, kubeconfig: string): string {
  try {
    const token = readFileSync(path, 'utf8').trim()
    if (token !== '') return token
  } catch (error) {
    if (fallback === undefined)
      throw invalid(
        kubeconfig,
        `names a token file that can't be read: ${error instanceof Error ? error.message : path}`,
      )
  }
  if (fallback === undefined) throw invalid(kubeconfig, `names an empty token file: ${path}`)
  return fallback
}
