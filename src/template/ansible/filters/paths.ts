import { defineFilter, type Filter } from '../../filters/filter.ts'
import { raise } from '../../python/error.ts'
import { toItems } from '../../python/iterate.ts'
import type { PyValue } from '../../python/object.ts'
import { typeName } from '../../python/show.ts'
import { signature } from '../../python/signature.ts'
import { derive, isText, sliceText, type Text, textOf } from '../../python/text.ts'
import { Tuple } from '../../python/tuple.ts'
import { isSequence, pythonType } from '../values.ts'

/** Filters of POSIX paths, as Python's os.path has them on Linux. None of them looks at a disk. */
export const pathFilters: readonly Filter[] = [
  /** What follows the last slash (Ansible `basename`). */
  defineFilter('basename', signature('basename', 'p'), (_frame, value = null) => {
    const path = pathOf(value)
    return sliceText(path, textOf(path).lastIndexOf('/') + 1)
  }),

  /** What stands before the last slash (Ansible `dirname`). */
  defineFilter('dirname', signature('dirname', 'p'), (_frame, value = null) => {
    const path = pathOf(value)
    const head = textOf(path).slice(0, textOf(path).lastIndexOf('/') + 1)
    let end = head.length
    while (end > 0 && head.charAt(end - 1) === '/') end--
    // Nothing but slashes is the root, or what means it.
    return sliceText(path, 0, end === 0 ? head.length : end)
  }),

  /** The path without its extension, and the extension with its dot (Ansible `splitext`). */
  defineFilter('splitext', signature('splitext', 'p'), (_frame, value = null) => {
    const path = pathOf(value)
    const text = textOf(path)
    const name = text.slice(text.lastIndexOf('/') + 1)
    const dot = name.lastIndexOf('.')
    // Dots at the beginning of a name are its own.
    const end = dot > 0 && /[^.]/.test(name.slice(0, dot)) ? text.length - name.length + dot : text.length
    return new Tuple([sliceText(path, 0, end), sliceText(path, end)])
  }),

  /** Without `.`, `..` and doubled slashes (Ansible `normpath`). */
  defineFilter('normpath', signature('normpath', 'path'), (_frame, value = null) => {
    const path = pathOf(value)
    return derive(normalize(textOf(path)), path)
  }),

  /** The parts of a list as one path; an absolute one begins anew (Ansible `path_join`). */
  defineFilter('path_join', signature('path_join', 'paths'), (_frame, value = null) => {
    if (isText(value)) return value
    if (!isSequence(value))
      raise('AnsibleTypeError', `|path_join expects string or sequence, got ${pythonType(value)} instead.`)
    const [first, ...others] = toItems(value)
    if (first === undefined) raise('TypeError', "join() missing 1 required positional argument: 'a'")
    return derive(
      others.reduce<string>((path, part) => joinPaths(path, partOf(part)), partOf(first)),
      value,
    )
  }),

  /** The path from another folder on (Ansible `relpath`). @throws PyError NotImplementedError where the working folder would decide it */
  defineFilter('relpath', signature('relpath', 'path', 'start=None'), (_frame, value = null, start = null) => {
    const path = textOf(pathOf(value))
    if (path === '') raise('ValueError', 'no path specified')
    return derive(relative(path, start === null ? '.' : textOf(pathOf(start))), value, start)
  }),

  /** The longest path that all of a list lie in (Ansible `commonpath`). */
  defineFilter('commonpath', signature('commonpath', 'paths'), (_frame, value = null) => {
    if (!isSequence(value)) raise('AnsibleTypeError', `|commonpath expects sequence, got ${pythonType(value)} instead.`)
    const paths = toItems(value).map((path) => textOf(pathOf(path)))
    if (paths.length === 0) raise('ValueError', 'commonpath() arg is an empty sequence')
    const isAbsolute = paths.every((path) => path.startsWith('/'))
    if (!isAbsolute && paths.some((path) => path.startsWith('/')))
      raise('ValueError', "Can't mix absolute and relative paths")
    const [first = [], ...others] = paths.map((path) => path.split('/').filter((step) => step !== '' && step !== '.'))
    const end = first.findIndex((step, index) => others.some((other) => other[index] !== step))
    return derive((isAbsolute ? '/' : '') + first.slice(0, end < 0 ? undefined : end).join('/'), value)
  }),
]

/** @throws PyError TypeError for what is no path */
export function pathOf(value: PyValue): Text {
  return isText(value) ? value : raise('TypeError', `expected str, bytes or os.PathLike object, not ${typeName(value)}`)
}

function partOf(value: PyValue): string {
  return isText(value)
    ? textOf(value)
    : raise('TypeError', `join() argument must be str, bytes, or os.PathLike object, not '${typeName(value)}'`)
}

function joinPaths(path: string, part: string): string {
  if (part.startsWith('/')) return part
  return path === '' || path.endsWith('/') ? path + part : `${path}/${part}`
}

/** POSIX gives a path that begins with exactly two slashes a meaning of its own. */
function normalize(path: string): string {
  const root = /^\/\/(?!\/)/.test(path) ? '//' : path.startsWith('/') ? '/' : ''
  return root + stepsOf(path, root !== '').join('/') || '.'
}

/** The steps of a path with `..` resolved, as far as there is something to go up from. */
function stepsOf(path: string, isAbsolute: boolean): string[] {
  const steps: string[] = []
  for (const step of path.split('/')) {
    if (step === '' || step === '.') continue
    if (step === '..' && steps.length > 0 && steps.at(-1) !== '..') steps.pop()
    else if (step !== '..' || !isAbsolute) steps.push(step)
  }
  return steps
}

function relative(path: string, start: string): string {
  const isAbsolute = path.startsWith('/')
  const [from, to] = [stepsOf(start, isAbsolute), stepsOf(path, isAbsolute)]
  if (isAbsolute !== start.startsWith('/') || from.includes('..') || to.includes('..')) {
    raise(
      'NotImplementedError',
      `relpath of ${path} from ${start} depends on the working folder, which templates don't see`,
    )
  }
  let shared = 0
  while (shared < from.length && from[shared] === to[shared]) shared++
  return [...from.slice(shared).map(() => '..'), ...to.slice(shared)].join('/') || '.'
}
