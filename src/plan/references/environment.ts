import type { Manifest } from '../../manifest/types.ts'
import { at, type Field, itemsOf } from './field.ts'
import { configMap, keyPart, type Reference, refer, secret } from './reference.ts'

/** What a container's environment is filled from (core/v1 EnvVarSource and EnvFromSource). */
export function environmentReferences(from: Manifest, container: Field): Reference[] {
  const variables = itemsOf(at(container, 'env')).flatMap((variable) => [
    ...keyReference(from, at(variable, 'valueFrom', 'secretKeyRef'), secret),
    ...keyReference(from, at(variable, 'valueFrom', 'configMapKeyRef'), configMap),
  ])
  const whole = itemsOf(at(container, 'envFrom')).flatMap((source) => [
    ...wholeReference(from, at(source, 'secretRef'), secret),
    ...wholeReference(from, at(source, 'configMapRef'), configMap),
  ])
  return [...variables, ...whole]
}

function keyReference(from: Manifest, source: Field, target: typeof secret): Reference[] {
  return isOptional(source) ? [] : refer(from, at(source, 'name'), target, keyPart(at(source, 'key')))
}

/** Every key becomes a variable, so that none must be there. */
function wholeReference(from: Manifest, source: Field, target: typeof secret): Reference[] {
  return isOptional(source) ? [] : refer(from, at(source, 'name'), target)
}

/** `optional: true` allows the object and its keys to be missing. */
export function isOptional(source: Field): boolean {
  return at(source, 'optional').value === true
}
