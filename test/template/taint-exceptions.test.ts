import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { taint } from '../../src/template/library.ts'
import { Bytes } from '../../src/template/python/bytes.ts'
import { toPython } from '../../src/template/python/convert.ts'
import { PyDict } from '../../src/template/python/dict.ts'
import { DictView } from '../../src/template/python/dict-view.ts'
import { PyError } from '../../src/template/python/error.ts'
import { Generator } from '../../src/template/python/generator.ts'
import { boundNames } from '../../src/template/python/inherit.ts'
import { toItems, toList } from '../../src/template/python/iterate.ts'
import { Keywords } from '../../src/template/python/keywords.ts'
import { PyObject, type PyValue } from '../../src/template/python/object.ts'
import { Range } from '../../src/template/python/range.ts'
import { repr, typeName } from '../../src/template/python/show.ts'
import { isText, markup, provenanceOf, RichText, textOf } from '../../src/template/python/text.ts'
import { isTraceable } from '../../src/template/python/traced.ts'
import { Tuple } from '../../src/template/python/tuple.ts'
import { makeUndefined } from '../../src/template/python/undefined.ts'
import { exceptionNames, exceptionsOf, type Reason } from '../../src/template/taint-exceptions.ts'
import { type Registered, registered } from '../support/jinja/callables.ts'

const label = { source: 'Secret my-ns/db', key: 'password' }

/** Makes a value anew for each call: methods change what they are called on. */
type Make = (leaf: (value: string | number | boolean) => PyValue) => PyValue

const object = (entries: readonly (readonly [PyValue, PyValue])[]): PyDict => PyDict.of(entries)

/** Two secrets of one shape and length: what carries no taint must be the same for both. */
const secrets: readonly (readonly [Make, Make])[] = [
  ...pairs<string>(
    ['Q3RS3U VZLGQ', 'H3MN3F GZOTH'],
    ['Q', 'Z'],
    [';', '!'],
    ['%s-Q', '%s-Z'],
    ['%05d', '%06d'],
    ['{}-Q', '{}-Z'],
    ['{:>5}', '{:>6}'],
    ['Q\nR S', 'Z\nV W'],
    ['Q\tR', 'Z\tV'],
    ['YWJk', 'ZGVm'],
    ['{"Q": "S1", "N": 1}', '{"Z": "U2", "M": 2}'],
    ['<i>S1</i> &lt;', '<c>U2</c> &lt;'],
    ['http://Q1.example', 'http://R2.example'],
    ['utf-8', 'utf_8'],
    ['little', 'big'],
    ['sha1', 'sha256'],
    ['ceil', 'floor'],
    ['\\g<0>Q', '\\g<0>Z'],
    ['\\1', '\\2'],
    ['upper', 'capitalize'],
    ['QR', 'ZV'],
    ['c', 'xml'],
    ['template', 'env'],
    ['6ba7b810-9dad-11d1-80b4-00c04fd430c8', '6ba7b810-9dad-11d1-80b4-00c04ed430c8'],
    ['10.0.0.2', '10.0.0.7'],
    ['merge', 'span'],
    ['python', 'posix_basic'],
    ['K', 'M'],
  ),
  ...pairs<number>([1, 2], [3, 4], [12, 13], [107, 108], [2.5, 3.5], [0, 1]),
  ...pairs<boolean>([true, false]),
  wrapped(['S1', 'U2'], (leaf) => [leaf, '~']),
  wrapped(['S1', 'U2'], (leaf) => [leaf]),
  wrapped(['ftp:', 'foo:'], (leaf) => [leaf]),
  wrapped([';', '!'], (leaf) => [leaf, '~']),
  wrapped(['S1', 'U2'], (leaf) => [object([['k', leaf]])]),
  wrapped(['S1', 'U2'], (leaf) =>
    object([
      ['k', leaf],
      ['b', 1],
    ]),
  ),
  wrapped(['S1', 'U2'], (leaf) => object([[leaf, 'v']])),
  wrapped(['S1', 'U2'], (leaf) => object([[97, leaf]])),
  wrapped(['S1', 'U2'], (leaf) => [new Tuple([leaf, 'v'])]),
  wrapped(['S1', 'U2'], (leaf) => new Tuple([leaf, 'v'])),
  wrapped(['S1', 'U2'], (leaf) => new DictView(object([['k', leaf]]), 'items')),
  wrapped(['S1', 'U2'], (leaf) => new DictView(object([[leaf, 'v']]), 'keys')),
  wrapped(['S1', 'U2'], (leaf) => [object([['k', [leaf]]])]),
  wrapped(['10.0.0.2', '10.0.0.7'], (leaf) => [leaf]),
  wrapped([3, 4], (leaf) => [leaf, 1]),
  wrapped([3, 4], (leaf) => [[leaf], [1]]),
  [(leaf) => marked(leaf('QR')), (leaf) => marked(leaf('ZV'))],
  [(leaf) => marked(leaf('<i>R1</i> %s {}')), (leaf) => marked(leaf('<c>U2</c> %s {}'))],
  [(leaf) => bytes(leaf('QR')), (leaf) => bytes(leaf('ZV'))],
]

/** Whether neither length nor shape tells the two apart. */
function isOfOneShape([one, other]: readonly [Make, Make]): boolean {
  const [first, second] = [one, other].map((make) => repr(make(toPython)).length)
  return first === second
}

function pairs<Plain extends string | number | boolean>(...given: [Plain, Plain][]): (readonly [Make, Make])[] {
  return given.map(([one, other]) => [(leaf) => leaf(one), (leaf) => leaf(other)])
}

function wrapped(
  [one, other]: readonly [string | number, string | number],
  wrap: (leaf: PyValue) => PyValue,
): readonly [Make, Make] {
  return [(leaf) => wrap(leaf(one)), (leaf) => wrap(leaf(other))]
}

function marked(value: PyValue): PyValue {
  return isText(value) ? markup(value) : value
}

function bytes(value: PyValue): PyValue {
  return isText(value) ? new Bytes(Buffer.from(textOf(value)), provenanceOf(value)) : value
}

/** What stands at the other parameters: nothing sensitive. */
const others: readonly Make[] = [
  ...[
    'plain Text, a-b http://x.example',
    'a',
    ',',
    'k',
    'upper',
    '%s',
    '%s %s',
    '{}',
    '{x}',
    '{k}',
    'YWJj',
    '{"k": "v"}',
    'a\nb',
    '\ta',
  ].map(
    (text): Make =>
      () =>
        text,
  ),
  ...[97, 2, 20, 2.5, true].map(
    (number): Make =>
      () =>
        toPython(number),
  ),
  () => ['b', 'a', 'b', 'a'],
  () => [1, 2],
  () => [
    object([
      ['k', 1],
      ['b', 2],
    ]),
  ],
  () => [[1], [2]],
  () => [object([])],
  () =>
    object([
      ['k', 'a'],
      ['b', 2],
    ]),
  () => object([[97, 'x']]),
  () => new Tuple(['a', 'b']),
  () => new DictView(object([['k', 'a']]), 'keys'),
  () => markup('<b>a</b> %s {}'),
  () => markup('{k}'),
  () => markup('{x}'),
  () => new Bytes(Buffer.from('ab')),
  () => new Range(0, 3, 1),
  () => makeUndefined('default', { name: 'x' }),
  () => false,
  () => null,
]

/** Optional arguments without which the others do nothing. */
const samples: Readonly<Record<string, Readonly<Record<string, Make>>>> = {
  'filter cidr_merge': { value: () => ['10.0.0.1/24', '10.0.2.0/24'] },
  'filter combinations': { r: () => 2 },
  'filter ipmath': { value: () => '10.0.0.1', amount: () => 2 },
  'filter items2dict': { key_name: () => 'k', value_name: () => 'k' },
  'filter map': { '*': () => 'string' },
  'filter permutations': { r: () => 2 },
  'filter reduce_on_network': { network: () => '10.0.0.0/8' },
  'filter regex_replace': { value: () => 'aab', pattern: () => 'a', replacement: () => 'x' },
  'filter regex_search': { value: () => 'aab', regex: () => '(a)(.)' },
  'filter replace': { old: () => 'a', new: () => 'x' },
  'str.replace': { old: () => 'a', new: () => 'x' },
  'Markup.replace': { old: () => 'a', new: () => 'x' },
  'filter reject': { '*': () => 'none' },
  'filter selectattr': { '*': () => 'k' },
  'filter rejectattr': { '*': () => 'x' },
  'filter combine': { '*': () => object([['k', 1]]) },
  'filter strftime': { second: () => 0 },
  'filter subelements': { subelements: () => 'k' },
  'filter ternary': { true_val: () => 'a', false_val: () => 'b' },
  'filter truncate': { length: () => 20 },
  'filter wordwrap': { width: () => 10 },
  'function lookup': { plugin_name: () => 'env', '*': () => 'NOSUCH' },
  'function q': { plugin_name: () => 'env', '*': () => 'NOSUCH' },
  'function query': { plugin_name: () => 'env', '*': () => 'NOSUCH' },
}

/** One way to call: what is bound to each name, `*` and `**` included; undefined for what isn't given. */
type Given = ReadonlyMap<string, Make>

function attempt(called: Registered, given: Given, leaf: (value: string | number | boolean) => PyValue): PyValue {
  const { signature, callable, run } = called
  const make = (name: string): PyValue | undefined => given.get(name)?.(leaf)
  const args: PyValue[] = called.type === undefined ? [] : [make('self') ?? null]
  const kwargs = new Keywords()
  const isByName = signature.convention === 'python' || signature.convention === 'keywords'
  for (const [index, { name, fallback }] of signature.positional.entries()) {
    const value = make(name)
    const canFill = !isByName || index < signature.positionalOnly || given.has('*')
    if (value !== undefined) {
      if (args.length === index + (called.type === undefined ? 0 : 1)) args.push(value)
      else kwargs.set(name, value)
    } else if (canFill && fallback !== undefined && callable !== '') args.push(fallback)
  }
  const rest = make('*')
  if (rest !== undefined) args.push(rest)
  for (const { name } of signature.keywordOnly) {
    const value = make(name)
    if (value !== undefined) kwargs.set(name, value)
  }
  const more = make('**')
  if (more !== undefined) for (const name of keywordNames) kwargs.set(name, more)
  const named = given.has('** names') ? make('** names') : undefined
  if (named !== undefined && isText(named)) kwargs.spell(named, 'v')
  return run(args, kwargs.size === 0 ? undefined : kwargs)
}

let keywordNames: readonly string[] = []

/** Names that some callable takes by `**`. */
const taken = [
  ['x'],
  ['k'],
  ['attribute'],
  ['separators'],
  ['indent'],
  ['sort_keys'],
  ['recursive'],
  ['list_merge'],
  ['ignorecase'],
  ['default_style'],
  ['width'],
  ['case_sensitive'],
  ['default'],
]

function outcome(
  called: Registered,
  given: Given,
  leaf: (value: string | number | boolean) => PyValue,
): PyValue | undefined {
  draws = 0
  try {
    const result = attempt(called, given, leaf)
    return result instanceof Generator ? toList(result) : result
  } catch (error) {
    if (error instanceof PyError) return undefined
    throw error
  }
}

/** Texts, numbers, bools and bytes that it holds. */
function leavesOf(value: PyValue): readonly PyValue[] {
  if (isText(value)) return textOf(value) === '' ? [] : [value]
  if (isTraceable(value) || value instanceof Bytes) return [value]
  if (Array.isArray(value)) return value.flatMap(leavesOf)
  if (value instanceof Generator) return toItems(value).flatMap(leavesOf)
  return value instanceof PyObject ? [...(value.pyContents?.() ?? [])].flatMap(leavesOf) : []
}

/** What of a result carries no taint. */
function visible(value: PyValue): unknown {
  if (value instanceof RichText) {
    const clean: string[] = []
    let at = 0
    for (const { start, end, taints } of value.spans ?? []) {
      if (taints.length === 0) continue
      clean.push(value.text.slice(at, start))
      at = end
    }
    return [...clean, value.text.slice(at)].join('')
  }
  if (isTraceable(value) || value instanceof Bytes || value instanceof Range) {
    return provenanceOf(value) === null ? leafText(value) : '(masked)'
  }
  if (Array.isArray(value)) return value.map(visible)
  if (value instanceof Generator) return toItems(value).map(visible)
  if (value instanceof PyObject) return [value.typeName, ...Array.from(value.pyContents?.() ?? [], visible)]
  return String(value)
}

function leafText(value: PyValue): string {
  return value instanceof PyObject ? (value.pyRepr?.() ?? '') : String(value)
}

function isTainted(value: PyValue): boolean {
  if (value instanceof RichText) {
    return (
      value.spans?.reduce((sum, { start, end, taints }) => sum + (taints.length > 0 ? end - start : 0), 0) ===
      value.text.length
    )
  }
  return (provenanceOf(value)?.taints.length ?? 0) > 0
}

/** Ways to give the other arguments: the required ones, and a `*` or `**` where something must be there. */
function* waysToCall(called: Registered, target: string): Iterable<Map<string, Make>> {
  const { signature, type } = called
  const required = signature.positional.filter(({ fallback }) => fallback === undefined).map(({ name }) => name)
  const fixed = Object.entries(samples[called.callable] ?? {}).filter(([name]) => name !== target)
  const names = [...(type === undefined ? [] : ['self']), ...required]
  const open = names.filter((name) => name !== target && !fixed.some(([known]) => known === name))
  const fill = function* (index: number, given: Map<string, Make>): Iterable<Map<string, Make>> {
    const name = open[index]
    if (name === undefined) {
      yield new Map(given)
      return
    }
    for (const make of others) {
      if (name === 'self' && !isOfType(make, type)) continue
      yield* fill(index + 1, new Map([...given, [name, make]]))
    }
  }
  yield* fill(0, new Map(fixed))
}

function isOfType(make: Make, type: string | undefined): boolean {
  return type === undefined || typeName(make(toPython)) === type
}

/** What no call can be given; and what needs more than this test gives, which filters/taint.test.ts has. */
const neverTaken = new Set([
  'list.sort(key)',
  'class range(**)',
  'filter map(*)',
  'filter map(**)',
  'filter zip_longest(**)',
])

interface Verdict {
  /** Calls that tell something: with a leaf that must be tainted, or with two results that differ. */
  told: number
  /** Calls that give None, whatever they do to the object of the method. */
  silent: number
  readonly leaks: string[]
}

function examine(called: Registered, target: string, names: readonly string[]): Verdict {
  const reason = exceptionsOf(called.callable)[target === '** names' ? '**' : target]
  const verdict: Verdict = { told: 0, silent: 0, leaks: [] }
  keywordNames = names
  for (const secret of secrets) {
    if (target === 'self' && !isOfType(secret[0], called.type)) continue
    if (target === '** names' && !isText(secret[0](toPython))) continue
    if (reason !== undefined && !isOfOneShape(secret)) continue
    const before = verdict.told
    for (const way of waysToCall(called, target)) {
      examineCall(
        called,
        secret.map((make) => new Map([...way, [target, make]])),
        reason,
        verdict,
      )
      if (verdict.leaks.length > 2) return verdict
      if (verdict.told > before + 2) break
    }
  }
  return verdict
}

/** A call with either of two secrets, sensitive, and as if they weren't. */
function examineCall(
  called: Registered,
  [one, other]: readonly Given[],
  reason: Reason | undefined,
  verdict: Verdict,
): void {
  if (one === undefined || other === undefined) return
  const plain = outcome(called, one, toPython)
  if (plain === undefined) return
  const result = outcome(called, one, sensitive) ?? null
  if (result === null) verdict.silent++
  if (reason === undefined) {
    const leaves = leavesOf(result)
    if (leaves.length > 0) verdict.told++
    if (!leaves.every(isTainted)) verdict.leaks.push(`not all of it is marked: ${shown(result)}`)
    return
  }
  const otherPlain = outcome(called, other, toPython)
  if (otherPlain === undefined) return
  if (shown(plain) !== shown(otherPlain)) verdict.told++
  const otherResult = outcome(called, other, sensitive) ?? null
  if (shown(result) !== shown(otherResult)) verdict.leaks.push(`${shown(result)} is ${shown(otherResult)}`)
}

const sensitive = (value: string | number | boolean): PyValue => taint(value, label)

function shown(value: PyValue): string {
  return JSON.stringify(visible(value))
}

/** Of random numbers, the same for each call. */
let draws = 0

/** A stack for each failing call would take minutes. */
const { stackTraceLimit } = Error
beforeAll(() => {
  vi.spyOn(Math, 'random').mockImplementation(() => (draws++ % 97) / 97)
  Error.stackTraceLimit = 0
})
afterAll(() => {
  vi.restoreAllMocks()
  Error.stackTraceLimit = stackTraceLimit
})

describe('a sensitive argument marks what the call gives', () => {
  const all = registered()

  it('of every exception there is a callable that has such a parameter', () => {
    const names = new Map(all.map(({ callable, signature }) => [callable, boundNames(callable, signature)]))
    const types = new Set(all.flatMap(({ type }) => type ?? []))
    const wrong = exceptionNames().filter((name) => {
      if (name.endsWith('.*')) return !types.has(name.slice(0, -2))
      return !names.has(name) && !name.startsWith('function LoopContext.')
    })
    expect(wrong).toEqual([])
  })

  for (const called of all) {
    const parameters = boundNames(called.callable, called.signature)
    const targets = parameters.includes('**') ? [...parameters, '** names'] : parameters
    for (const target of targets) {
      const reason = exceptionsOf(called.callable)[target === '** names' ? '**' : target]
      if (reason === 'picks' || reason === 'measured') continue
      it(`${called.callable}(${target})${reason === undefined ? '' : `, by its ${reason} parts`}`, {
        timeout: 60_000,
      }, () => {
        const verdicts = (target === '**' ? taken : [[]]).map((names) => examine(called, target, names))
        expect(verdicts.flatMap(({ leaks }) => leaks)).toEqual([])
        if (target === '** names') return
        const isTold = verdicts.some(({ told }) => told > 0)
        const isSilent = verdicts.some(({ silent }) => silent > 0)
        expect(isTold || isSilent || neverTaken.has(`${called.callable}(${target})`)).toBe(true)
      })
    }
  }
})
