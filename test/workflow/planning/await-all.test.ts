import { describe, expect, test } from 'vitest'
import { KdeployError } from '../../../src/errors.ts'
import { awaitBothChecks, awaitByPriority } from '../../../src/workflow/planning/await-all.ts'

function later<Result>(turns: number, end: () => Result): Promise<Result> {
  return turns === 0 ? Promise.resolve().then(end) : Promise.resolve().then(() => later(turns - 1, end))
}

function failing(message: string): () => never {
  return () => {
    throw new Error(message)
  }
}

describe('what was started at once', () => {
  test('gives all results by their names', async () => {
    expect(await awaitByPriority({ one: later(3, () => 1), two: later(0, () => 'b') })).toEqual({ one: 1, two: 'b' })
  })

  test('fails with the error that stands first, though another came earlier', async () => {
    const started = { permissions: later(9, failing('forbidden')), answers: later(0, failing('refused')) }

    await expect(awaitByPriority(started)).rejects.toThrow('forbidden')
  })

  test('fails with a later error only where all before it succeeded', async () => {
    const started = { permissions: later(9, () => {}), answers: later(0, failing('refused')) }

    await expect(awaitByPriority(started)).rejects.toThrow('refused')
  })

  test('does not wait for what stands after an error', async () => {
    const never = new Promise<never>(() => {})

    await expect(awaitByPriority({ first: later(1, failing('forbidden')), never })).rejects.toThrow('forbidden')
  })
})

describe('two checks', () => {
  const problem = (
    code: 'render-empty' | 'manifest-invalid' | 'kind-unknown',
    message: string,
    problems: readonly KdeployError[] = [],
  ) => new KdeployError({ code, category: 'input', message, problems, hint: problems.length > 0 ? 'look' : undefined })

  test('give both results', async () => {
    expect(await awaitBothChecks(Promise.resolve(1), Promise.resolve(2))).toEqual([1, 2])
  })

  test('fail with the problems of both, those of the first one first', async () => {
    const one = problem('render-empty', '2 things', [problem('render-empty', 'x'), problem('render-empty', 'y')])
    const two = problem('manifest-invalid', 'z')
    const error = await awaitBothChecks(
      later(5, () => Promise.reject(one)),
      Promise.reject(two),
    ).catch((e) => e)

    expect(error).toMatchObject({ code: 'render-empty', message: '3 problems', hint: undefined })
    expect(error.problems.map(({ message, hint }: KdeployError) => [message, hint])).toEqual([
      ['x', 'look'],
      ['y', 'look'],
      ['z', undefined],
    ])
  })

  test('tell first what others follow from', async () => {
    const one = problem('manifest-invalid', '2 things', [
      problem('manifest-invalid', 'a'),
      problem('kind-unknown', 'b'),
    ])
    const two = problem('kind-unknown', 'c')
    const error = await awaitBothChecks(Promise.reject(one), Promise.reject(two)).catch((e) => e)

    expect(error).toMatchObject({ code: 'kind-unknown', message: '3 problems' })
    expect(error.problems.map(({ message }: Error) => message)).toEqual(['b', 'c', 'a'])
  })

  test('fail with what is not about the input as it is', async () => {
    const unexpected = new Error('socket closed')

    await expect(
      awaitBothChecks(Promise.reject(problem('render-empty', 'x')), Promise.reject(unexpected)),
    ).rejects.toBe(unexpected)
  })

  test('tell once what both found', async () => {
    const one = problem('render-empty', 'the cluster does not answer')

    await expect(
      awaitBothChecks(Promise.reject(one), Promise.reject(problem('render-empty', one.message))),
    ).rejects.toBe(one)
  })
})
