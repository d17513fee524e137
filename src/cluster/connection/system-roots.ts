import { existsSync, readFileSync } from 'node:fs'
import { rootCertificates } from 'node:tls'

/** Where Linux distributions and the BSDs keep the bundle (Go, crypto/x509/root_linux.go). */
const bundles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/tls/cacert.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
]

/**
 * The authorities to trust where the kubeconfig names none: Node's own and the system's, as kubectl trusts those
 * (a company's authority is usually installed there only). undefined: Node's default.
 */
export function systemRoots(): string[] | undefined {
  const bundle = bundles.find((path) => existsSync(path))
  return bundle === undefined ? undefined : [...rootCertificates, readFileSync(bundle, 'utf8')]
}
