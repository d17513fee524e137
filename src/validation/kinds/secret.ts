import { getOwn } from '../../json-map.ts'
import type { Field } from '../forms/field.ts'
import { checkDataKeys } from './config-map.ts'

/** The keys that a type of Secret must have. */
const keysOf: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
}

const accountName = 'kubernetes.io/service-account.name'

export function checkSecret(object: Field): void {
  const data = object.at('data')
  const texts = object.at('stringData')
  checkDataKeys(data)
  checkDataKeys(texts)
  checkType(object)
}

function checkType(object: Field): void {
  const type = object.at('type').text ?? ''
  const data = object.at('data')
  const texts = object.at('stringData')
  // Where a missing key would stand.
  const map = texts.isSet ? texts : data
  const entryOf = (key: string) => [texts, data].map((one) => one.at(key)).find(({ value }) => value !== undefined)
  for (const key of getOwn(keysOf, type) ?? []) {
    const entry = entryOf(key)
    if (entry === undefined) map.at(key).refuse(`is missing: the type is ${type}`)
    else if (key === 'ssh-privatekey' && entry.text === '') entry.refuse('is empty')
    else if (key.startsWith('.dockerc') && !isJsonObject(entry)) entry.refuse('must be a JSON object')
  }
  if (type === 'kubernetes.io/basic-auth' && (entryOf('username') ?? entryOf('password')) === undefined)
    map.refuse(`must have username or password: the type is ${type}`)
  const annotation = object.below('metadata', 'annotations', accountName)
  if (type === 'kubernetes.io/service-account-token' && (annotation.text ?? '') === '')
    annotation.refuse(`is missing: the type is ${type}`)
}

function isJsonObject({ path, text = '' }: Field): boolean {
  try {
    const value: unknown = JSON.parse(path[0] === 'data' ? atob(text.replaceAll(/[\r\n]/g, '')) : text)
    return value === null || (typeof value === 'object' && !Array.isArray(value))
  } catch {
    return false
  }
}
