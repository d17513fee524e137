import { KdeployError } from '../../errors.ts'
import type { KubeTarget } from '../access/kube-target.ts'
import { TimeoutError } from './connection.ts'
import { ProxyError } from './proxy-error.ts'

/** Node's and OpenSSL's codes in words; a function where the words need the error. */
const causes: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'the connection was reset',
  EPIPE: 'the connection was closed',
  ETIMEDOUT: 'the connection timed out',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'the network is unreachable',
  EAI_AGAIN: 'the DNS server gave no answer',
  CERT_HAS_EXPIRED: "the server's certificate has expired",
  CERT_NOT_YET_VALID: "the server's certificate is not valid yet (is this machine's clock right?)",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "the server's certificate is signed by an unknown authority",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "the server's certificate is signed by an unknown authority",
  UNABLE_TO_GET_ISSUER_CERT: "the server's certificate is signed by an unknown authority",
  SELF_SIGNED_CERT_IN_CHAIN: "the server's certificate is signed by an unknown authority",
  DEPTH_ZERO_SELF_SIGNED_CERT: "the server's certificate is signed by an unknown authority",
  CERT_SIGNATURE_FAILURE: "the server's certificate is signed by an unknown authority",
  HPE_HEADER_OVERFLOW: 'the server sent more than 16 KiB of headers',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'the server sent more than 16 KiB of chunk extensions',
  EPROTO: 'the server does not speak TLS',
  ERR_SSL_WRONG_VERSION_NUMBER: 'the server does not speak TLS',
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: 'the server refused the client certificate',
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: 'the server refused the client certificate',
  ERR_OSSL_PEM_NO_START_LINE: 'a certificate or key of the kubeconfig is not in PEM form',
  ERR_OSSL_X509_KEY_VALUES_MISMATCH: "the kubeconfig's client certificate and key don't belong together",
}

const trustHint =
  'check certificate-authority(-data) of the cluster in the kubeconfig: the cluster may have been recreated'

/** The server wasn't reached: names the server, the kube context and the kubeconfig, and the cause in words. */
export function unreachable(error: unknown, target: KubeTarget): KdeployError {
  const { hostname } = new URL(target.server)
  const certified = target.cluster['tls-server-name']
  const cause = describeCause(error, hostname, typeof certified === 'string' ? certified : hostname)
  return new KdeployError({
    code: 'cluster-unreachable',
    category: 'cluster',
    message: `the cluster ${target.server} can't be reached: ${cause}`,
    detail:
      target.kubeContext === ''
        ? 'using the service account of this pod'
        : `kube context ${target.kubeContext} of ${target.file}`,
    hint: cause.includes('authority')
      ? trustHint
      : 'check the network (VPN, proxy), and that this is the kube context you want',
    cause: error,
  })
}

/** Why a connection to a host failed, in words; `certified` is the name that its certificate has to have. */
export function describeCause(error: unknown, hostname: string, certified = hostname): string {
  if (error instanceof ProxyError || error instanceof TimeoutError) return error.message
  if (!(error instanceof Error)) return String(error)
  const inner = 'errors' in error && Array.isArray(error.errors) ? error.errors[0] : undefined
  if (inner instanceof Error) return describeCause(inner, hostname, certified)
  const code = codeOf(error)
  if (code === 'ENOTFOUND') return `the DNS name ${hostname} was not found`
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return `the server's certificate is not valid for ${certified}`
  if (error.message === 'socket hang up') return 'the server closed the connection'
  if (code.startsWith('HPE_') && causes[code] === undefined) return 'the server does not speak HTTP'
  return causes[code] ?? error.message
}

/** Node's error code, `''` where there is none; of several attempts (IPv6, then IPv4) the first. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  if ('code' in error && typeof error.code === 'string') return error.code
  return 'errors' in error && Array.isArray(error.errors) ? codeOf(error.errors[0]) : ''
}
