import fc, { type Arbitrary } from 'fast-check'
import { damagedExpression, damagedTemplate } from './damage.ts'
import { lexerCase } from './lexing.ts'
import type { Case } from './reference.ts'
import { expressionCase, templateCase } from './templates.ts'

/** The sorts of random cases, each with its share of a run. */
export const sorts: readonly { readonly name: string; readonly share: number; readonly arbitrary: Arbitrary<Case> }[] =
  [
    { name: 'expressions', share: 0.4, arbitrary: expressionCase },
    { name: 'templates', share: 0.25, arbitrary: templateCase },
    { name: 'delimiters, whitespace and line statements', share: 0.15, arbitrary: lexerCase },
    { name: 'damaged expressions', share: 0.1, arbitrary: damagedExpression },
    { name: 'damaged templates', share: 0.1, arbitrary: damagedTemplate },
  ]

/** The cases of a seed, always the same. */
export function sampleCases(arbitrary: Arbitrary<Case>, seed: number, count: number): readonly Case[] {
  return fc.sample(arbitrary, { seed, numRuns: count })
}
