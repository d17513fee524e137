import { createHash, getHashes } from 'node:crypto'
import { alias, defineFilter, type Filter } from '../../filters/filter.ts'
import { raise } from '../../python/error.ts'
import type { PyValue } from '../../python/object.ts'
import { strText, typeName } from '../../python/show.ts'
import { signature } from '../../python/signature.ts'
import { derive, isText } from '../../python/text.ts'
import { bytesOf } from './encode.ts'

const sha1 = defineFilter('sha1', signature('secure_hash_s', 'data', '@hash_func'), (_frame, data = null) =>
  derive(digestOf('sha1', data), data),
)

/** Filters of digests. */
export const digestFilters: readonly Filter[] = [
  /** The hexadecimal digest of the text (Ansible `hash`, Python's hashlib). */
  defineFilter('hash', signature('get_hash', 'data', "hashtype='sha1'"), (_frame, data = null, type = null) => {
    const name = strText(type)
    const algorithm = algorithmOf(name)
    if (algorithm === undefined) raise('AnsibleTemplatePluginError', `unsupported hash type ${name}`)
    return derive(digestOf(algorithm, data), data)
  }),

  /** The SHA-1 digest of the text (Ansible `sha1`, and `checksum`). */
  sha1,
  { ...alias('checksum', sha1), callable: 'filter checksum' },

  /** The MD5 digest of the text (Ansible `md5`). */
  defineFilter('md5', signature('md5s', 'data'), (_frame, data = null) => derive(digestOf('md5', data), data)),

  /** A UUID that the text always gives, in Ansible's or another namespace (Ansible `to_uuid`, version 5 of RFC 4122). */
  defineFilter(
    'to_uuid',
    signature('to_uuid', 'string', "namespace='361e6d51-faec-444a-9079-341386da8e2e'"),
    (_frame, value = null, namespace = null) => {
      const digest = createHash('sha1').update(namespaceOf(namespace)).update(bytesOf(value, 'utf-8')).digest()
      return derive(formatUuid(digest), value)
    },
  ),
]

function digestOf(algorithm: string, data: PyValue): string {
  return createHash(algorithm).update(bytesOf(data, 'utf-8')).digest('hex')
}

/** hashlib's name for OpenSSL's. */
function algorithmOf(name: string): string | undefined {
  const lower = name.toLowerCase()
  const translated = lower
    .replace(/^sha3_/, 'sha3-')
    .replace(/^blake2b$/, 'blake2b512')
    .replace(/^blake2s$/, 'blake2s256')
  const isVariable = lower.startsWith('shake')
  return !isVariable && getHashes().includes(translated) ? translated : undefined
}

function namespaceOf(value: PyValue): Buffer {
  const digits = isText(value)
    ? strText(value)
        .replace(/urn:|uuid:/g, '')
        .replace(/^[{}]+|[{}]+$/g, '')
        .replaceAll('-', '')
    : ''
  if (/^[0-9a-f]{32}$/i.test(digits)) return Buffer.from(digits, 'hex')
  const reason = isText(value)
    ? 'badly formed hexadecimal UUID string'
    : `'${typeName(value)}' object has no attribute 'replace'`
  return raise('AnsibleTemplatePluginError', `Invalid value '${strText(value)}' for 'namespace': ${reason}`)
}

function formatUuid(digest: Buffer): string {
  const bytes = Buffer.from(digest.subarray(0, 16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
