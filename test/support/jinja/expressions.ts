import fc, { type Arbitrary } from 'fast-check'
import { type Callee, filters, type Kind, methods, type Parameter, tests } from './calls.ts'
import { literals, sources } from './leaves.ts'
import { floatLiteral, integerLiteral, smallInteger, textLiteral } from './values.ts'

type Whole = 'text' | 'number' | 'list' | 'mapping' | 'truth' | 'any'

/**
 * Random expressions by what they most likely give. About one operand in fifteen is of another type, so that errors
 * are tried, but most expressions get somewhere.
 */
export const { any: expression, ...expressionOf } = fc.letrec<Record<Whole, string>>((tie) => {
  const stray = (kind: Whole): Arbitrary<string> =>
    fc.oneof({ weight: 14, arbitrary: tie(kind) }, { weight: 1, arbitrary: tie('any') })
  const operandOf = (kind: Kind): Arbitrary<string> =>
    kind in literals ? literals[kind as keyof typeof literals] : stray(kind as Whole)

  const giving = (kind: Whole): readonly Arbitrary<string>[] => {
    const gives = (callee: Callee): boolean => callee.output === kind || kind === 'any'
    const called = (
      callees: readonly Callee[],
      write: (input: string, callee: Callee, args: string) => string,
    ): readonly Arbitrary<string>[] => {
      const fitting = callees.filter(gives)
      if (fitting.length === 0) return []
      const call = fc
        .constantFrom(...fitting)
        .chain((callee) =>
          fc
            .tuple(operandOf(callee.input), argumentsOf(callee.parameters, operandOf))
            .map(([input, args]) => write(input, callee, args)),
        )
      return [call]
    }
    return [
      ...called(filters, (input, { name }, args) => `${wrap(input)}|${name}${args === '' ? '' : `(${args})`}`),
      ...called(methods, (input, { name }, args) => `${wrap(input)}.${name}(${args})`),
    ]
  }
  const either = (kind: Whole): Arbitrary<string> =>
    fc.tuple(stray(kind), stray('truth'), stray(kind)).map(([a, test, b]) => `(${a} if ${test} else ${b})`)
  const binary = (left: Arbitrary<string>, operators: readonly string[], right: Arbitrary<string>): Arbitrary<string> =>
    fc
      .tuple(left, fc.constantFrom(...operators), right, fc.nat(3))
      // Without parentheses, precedence decides.
      .map(([a, operator, b, bare]) => (bare === 0 ? `${a} ${operator} ${b}` : `${wrap(a)} ${operator} ${wrap(b)}`))
  const index = fc.oneof(
    { weight: 4, arbitrary: smallInteger },
    { weight: 1, arbitrary: fc.constantFrom('', 'none', 'n', '1.5', "'a'") },
  )
  const slice = fc.array(index, { minLength: 2, maxLength: 3 }).map((parts) => `[${parts.join(':')}]`)
  const sliced = (kind: Whole): Arbitrary<string> =>
    fc.tuple(stray(kind), slice).map(([value, part]) => `${wrap(value)}${part}`)
  const item = fc
    .oneof(smallInteger, textLiteral, fc.constantFrom("'a'", "'name'", 'n', "'missing'", 'none'))
    .map((key) => `[${key}]`)
  const attribute = fc.constantFrom('.a', '.name', '.missing', '.0', '.at.city', '.items', '.real', '.c', '.b')
  const members = fc.array(tie('any'), { maxLength: 4 })
  const key = fc.oneof(
    { weight: 5, arbitrary: textLiteral },
    { weight: 2, arbitrary: integerLiteral },
    { weight: 1, arbitrary: tie('any') },
  )
  const node = (leaves: readonly Arbitrary<string>[], branches: readonly Arbitrary<string>[]): Arbitrary<string> =>
    fc.oneof({ maxDepth: 4, depthSize: 'small', depthIdentifier: 'expression' }, fc.oneof(...leaves), ...branches)

  return {
    text: node(
      [fc.constantFrom(...sources.text), textLiteral, textLiteral],
      [
        ...giving('text'),
        ...giving('text'),
        either('text'),
        sliced('text'),
        binary(tie('any'), ['~'], tie('any')),
        binary(stray('text'), ['+'], stray('text')),
        binary(stray('text'), ['*'], literals.count),
        binary(literals.format, ['%'], fc.oneof(tie('any'), tie('number'), tie('mapping'), members.map(tuple))),
      ],
    ),
    number: node(
      [fc.constantFrom(...sources.number), integerLiteral, floatLiteral],
      [
        ...giving('number'),
        either('number'),
        binary(stray('number'), ['+', '-', '*', '/', '//', '%'], stray('number')),
        binary(stray('number'), ['+', '-', '*', '/', '//', '%'], stray('number')),
        binary(stray('number'), ['**'], literals.count),
        fc
          .tuple(fc.constantFrom('-', '+', '- -', '-+'), stray('number'))
          .map(([sign, value]) => `${sign}${wrap(value)}`),
      ],
    ),
    list: node(
      [fc.constantFrom(...sources.list), members.map((items) => `[${items.join(', ')}]`)],
      [
        ...giving('list'),
        ...giving('list'),
        either('list'),
        sliced('list'),
        members.map(tuple),
        binary(stray('list'), ['+'], stray('list')),
        binary(stray('list'), ['*'], literals.count),
      ],
    ),
    mapping: node(
      [
        fc.constantFrom(...sources.mapping),
        fc
          .array(fc.tuple(key, tie('any')), { maxLength: 3 })
          .map((pairs) => `{${pairs.map(([k, v]) => `${k}: ${v}`).join(', ')}}`),
      ],
      [
        ...giving('mapping'),
        either('mapping'),
        fc.tuple(stray('mapping'), tie('any')).map(([map, value]) => `dict(${map}, k=${value})`),
      ],
    ),
    truth: node(
      [fc.constantFrom(...sources.truth)],
      [
        ...giving('truth'),
        tie('any').map((value) => `not ${wrap(value)}`),
        comparison(tie('any')),
        comparison(tie('number')),
        comparison(tie('text')),
        binary(tie('any'), ['and', 'or'], tie('any')),
        binary(tie('any'), ['in', 'not in'], stray('list')),
        binary(stray('text'), ['in', 'not in'], stray('text')),
        fc
          .constantFrom(...tests)
          .chain((test) =>
            fc
              .tuple(
                operandOf(test.input),
                argumentsOf(test.parameters, operandOf),
                fc.constantFrom('is', 'is', 'is not'),
              )
              .map(([input, args, is]) => `${wrap(input)} ${is} ${test.name}${args === '' ? '' : `(${args})`}`),
          ),
      ],
    ),
    any: node(
      [fc.constantFrom(...sources.any, ...sources.text, ...sources.number, ...sources.list)],
      [
        tie('text'),
        tie('text'),
        tie('number'),
        tie('number'),
        tie('list'),
        tie('list'),
        tie('mapping'),
        tie('truth'),
        ...giving('any'),
        fc.tuple(tie('any'), fc.oneof(item, attribute)).map(([value, part]) => `${wrap(value)}${part}`),
        binary(tie('any'), ['+', '-', '*', '%', '//', '/', '<', '>=', '==', '!=', '~'], tie('any')),
      ],
    ),
  }
})

function comparison(operand: Arbitrary<string>): Arbitrary<string> {
  const operator = fc.constantFrom('==', '!=', '<', '<=', '>', '>=')
  return fc
    .tuple(operand, fc.array(fc.tuple(operator, operand), { minLength: 1, maxLength: 2 }))
    .map(([first, rest]) => wrap(first) + rest.map(([compare, next]) => ` ${compare} ${wrap(next)}`).join(''))
}

function tuple(items: readonly string[]): string {
  return `(${items.join(', ')}${items.length === 1 ? ',' : ''})`
}

/** Parentheses around what isn't one operand already. */
function wrap(source: string): string {
  return /^(?:[\w.]+|'[^'\\]*'|"[^"\\]*")$/.test(source) ? source : `(${source})`
}

/** Arguments in order, the later ones at times left out or given by keyword, rarely wrong ones. */
function argumentsOf(
  parameters: readonly Parameter[],
  operandOf: (kind: Kind) => Arbitrary<string>,
): Arbitrary<string> {
  if (parameters.length === 0)
    return fc.oneof({ weight: 40, arbitrary: fc.constant('') }, { weight: 1, arbitrary: smallInteger })
  const required = parameters.filter((parameter) => parameter.required).length
  const values = fc.tuple(...parameters.map(({ kind }) => operandOf(kind)))
  const given = fc.oneof(
    { weight: 20, arbitrary: fc.nat(parameters.length - required).map((more) => required + more) },
    { weight: 1, arbitrary: fc.nat(parameters.length + 1) },
  )
  const style = fc.record({ given, keywordsFrom: fc.nat(parameters.length), wrong: fc.nat(60) })
  return fc.tuple(values, style).map(([sources, { given, keywordsFrom, wrong }]) => {
    const parts = sources.slice(0, given).map((source, at) => {
      const parameter = parameters[at]
      return parameter !== undefined && !parameter.positional && at >= keywordsFrom
        ? `${parameter.name}=${source}`
        : source
    })
    if (given > parameters.length) parts.push('1')
    if (wrong === 0) parts.push('nosuch=1')
    const firstKeyword = parts.findIndex((part) => /^[a-z_]+=[^=]/.test(part))
    const plain =
      firstKeyword < 0
        ? parts
        : [...parts.slice(0, firstKeyword), ...parts.slice(firstKeyword).filter((part) => /^[a-z_]+=[^=]/.test(part))]
    return plain.join(', ')
  })
}
