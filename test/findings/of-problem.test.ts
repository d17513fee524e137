import { describe, expect, test } from 'vitest'
import { KdeployError } from '../../src/errors.ts'
import { problemFindings } from '../../src/findings/of-problem.ts'

const problem = (message: string, problems: KdeployError[] = []) =>
  new KdeployError({ code: 'file-unwritable', category: 'input', message, problems })

describe('an error as findings', () => {
  test('is each problem that was collected in it, however deep, else the error itself', () => {
    const collected = problem('3 problems', [problem('a'), problem('2 problems', [problem('b'), problem('c')])])

    expect(problemFindings(collected, false).map(({ rule, message }) => [rule, message])).toEqual([
      ['file-unwritable', 'a'],
      ['file-unwritable', 'b'],
      ['file-unwritable', 'c'],
    ])
    expect(problemFindings(problem('alone'), false).map(({ message }) => message)).toEqual(['alone'])
  })

  test('that is no error of kdeploy’s own is a bug, unless a signal ended the run', () => {
    const told = (interrupted: boolean) =>
      problemFindings(new TypeError('no'), interrupted).map(({ rule, message }) => [rule, message])

    expect(told(false)).toEqual([['internal', 'a bug in kdeploy: no']])
    expect(told(true)).toEqual([['interrupted', 'interrupted: no']])
  })
})
