import type { Field } from './field.ts'

/** How a text must be written (apimachinery, util/validation). */
export interface TextForm {
  readonly pattern: RegExp
  /** Characters. */
  readonly most?: number
  /** `must be lower-case letters`. */
  readonly wanted: string
  readonly hint?: string
}

const label = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?'
const subdomain = `${label}(?:\\.${label})*`

export const dnsLabel: TextForm = {
  pattern: new RegExp(`^${label}$`),
  most: 63,
  wanted: 'must be lower-case letters, digits and -, with a letter or digit at both ends',
}

export const dnsSubdomain: TextForm = {
  pattern: new RegExp(`^${subdomain}$`),
  most: 253,
  wanted: 'must be lower-case letters, digits, - and ., with a letter or digit at both ends and around each dot',
}

/** As a name of a Service had to be before Kubernetes 1.36 (KEP-5311). */
export const dns1035Label: TextForm = {
  pattern: /^[a-z](?:[-a-z0-9]*[a-z0-9])?$/,
  most: 63,
  wanted: 'must be lower-case letters, digits and -, with a letter first and a letter or digit last',
}

export const wildcardSubdomain: TextForm = {
  pattern: new RegExp(`^\\*\\.${subdomain}$`),
  most: 253,
  wanted: 'must have its * alone before the first dot: *.example.com',
}

/** In a search list of DNS. */
export const searchDomain: TextForm = {
  pattern: /^(?:\.|_?[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?(?:\._?[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?)*\.?)$/,
  most: 254,
  wanted: 'must be a domain in lower case',
}

/** The key of a label or an annotation, a kind of taint, a condition's type: `name`, `example.com/name`. */
export const qualifiedName: TextForm = {
  pattern: new RegExp(`^(?:(?=[^/]{1,253}/)${subdomain}/)?(?=[^/]{1,63}$)[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$`),
  wanted:
    'must be a name such as app or example.com/app: letters, digits, -, _ and ., at most 63 behind the slash, with a letter or digit at both ends',
}

export const labelValue: TextForm = {
  pattern: /^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/,
  most: 63,
  wanted: 'must be letters, digits, -, _ and ., with a letter or digit at both ends',
}

/** Of a ConfigMap or a Secret. */
export const dataKey: TextForm = {
  pattern: /^(?!\.$|\.\.)[-._a-zA-Z0-9]+$/,
  most: 253,
  wanted: 'must be letters, digits, -, _ and ., and not begin with ..',
}

/** What a URL may have between two slashes. */
export const pathSegment: TextForm = {
  pattern: /^(?!\.{1,2}$)[^/%]+$/,
  wanted: 'must have no slash and no percent sign',
}

/** Kubernetes 1.32 and later take whatever a process's environment can hold. */
export const environmentName: TextForm = {
  pattern: /^[\x20-\x3c\x3e-\x7e]+$/,
  wanted: 'must be printable ASCII characters other than =',
}

export const strictEnvironmentName: TextForm = {
  pattern: /^(?!\.$|\.\.)[-._a-zA-Z][-._a-zA-Z0-9]*$/,
  wanted: 'must be letters, digits, -, _ and ., with no digit first',
}

/** RFC 6335, 5.1. */
export const portName: TextForm = {
  pattern: /^(?=.*[a-z])[a-z0-9]+(?:-[a-z0-9]+)*$/,
  most: 15,
  wanted: 'must be lower-case letters, digits and single -, with at least one letter',
}

export const headerName: TextForm = {
  pattern: /^[-A-Za-z0-9]+$/,
  wanted: 'must be letters, digits and -',
}

export const percentage: TextForm = {
  pattern: /^[0-9]+%$/,
  wanted: 'must be an integer or a percentage such as 25%',
}

export const domainPath: TextForm = {
  pattern: new RegExp(`^(?=[^/]{1,253}/)${subdomain}/[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+$`),
  wanted: 'must be a domain with a path: example.com/name',
}

/** What keeps a text from having a form, to complete a sentence; undefined where nothing does. */
export function misses(text: string, { pattern, most, wanted }: TextForm): string | undefined {
  if (most !== undefined && text.length > most) return `must have at most ${most} characters, not ${text.length}`
  return pattern.test(text) ? undefined : wanted
}

/** A text that isn't there has any form. */
export function checkText(field: Field, form: TextForm): void {
  const wanted = field.text === undefined ? undefined : misses(field.text, form)
  if (wanted !== undefined) field.refuse(wanted, form.hint)
}

/** The same, where `''` stands for nothing. */
export function checkOptionalText(field: Field, form: TextForm): void {
  if (field.text !== '') checkText(field, form)
}

/** The same of a name that must be there. Where the schema says so too, it refuses what is missing. */
export function checkName(field: Field, form: TextForm, schemaRequires = true): void {
  if (schemaRequires ? checkFilled(field) : checkPresent(field)) checkText(field, form)
}

/**
 * The same of a field that tells the items of a list apart: from Kubernetes 1.30 on the schema has an empty text as its default, and
 * lets it be missing. Whether it is there.
 */
export function checkKey(field: Field, form?: TextForm): boolean {
  const isThere = field.minor < 30 ? checkFilled(field) : checkPresent(field)
  if (isThere && form !== undefined) checkText(field, form)
  return isThere
}

/** The schema refuses a text that is missing, but not an empty one. Whether there is one that isn't. */
export function checkFilled(field: Field): boolean {
  if (field.text === '') field.refuse('is empty')
  return field.text !== undefined && field.text !== ''
}

/** A text that no schema requires, but the API server does. Whether it is there. */
export function checkPresent(field: Field): boolean {
  if (!field.isSet) field.refuse('is missing')
  return checkFilled(field)
}

/** A map that no schema requires. Whether it is there. */
export function checkMap(field: Field): boolean {
  if (!field.isSet) field.refuse('is missing')
  return field.isSet
}

/** `''` is one of them only where it is listed. */
export function checkOneOf(field: Field, values: readonly string[]): void {
  if (field.text === undefined || values.includes(field.text)) return
  const told = values.filter((value) => value !== '')
  const last = told.at(-1) ?? ''
  field.refuse(`must be ${told.length === 1 ? last : `${told.slice(0, -1).join(', ')} or ${last}`}`)
}

/** All texts of a list must differ. */
export function checkUnique(fields: readonly Field[], what = 'is there twice'): void {
  const seen = new Set<string>()
  for (const field of fields) {
    if (field.text === undefined || field.text === '') continue
    if (seen.has(field.text)) field.refuse(what)
    seen.add(field.text)
  }
}

/** `..` as a step of a path, which could lead out of a volume. */
export function checkNoBacksteps(field: Field): void {
  if (field.text?.split('/').includes('..')) field.refuse('must not contain ..')
}

/** A path within a volume. */
export function checkRelativePath(field: Field): void {
  if (field.text?.startsWith('/')) field.refuse('must be a relative path')
  checkNoBacksteps(field)
}

/** `..data` and the like are the kubelet's own. */
export function checkFilePath(field: Field): void {
  if (field.text === undefined) return
  checkRelativePath(field)
  if (/^\.\.(?!\/|$)/.test(field.text)) field.refuse('must not begin with ..')
}
