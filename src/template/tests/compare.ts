import { alias, defineTest, type Filter } from '../filters/filter.ts'
import type { PyValue } from '../python/object.ts'
import { eq, ge, gt, le, lt, ne } from '../python/operators.ts'
import { declare } from '../python/signature.ts'

/** Python's comparison operators as tests, with all their names (Jinja2 3.1 `TESTS`, Python's module `operator`). */
export const compareTests: readonly Filter[] = [
  ...comparison('eq', eq, ['==', 'equalto']),
  ...comparison('ne', ne, ['!=']),
  ...comparison('gt', gt, ['>', 'greaterthan']),
  ...comparison('ge', ge, ['>=']),
  ...comparison('lt', lt, ['<', 'lessthan']),
  ...comparison('le', le, ['<=']),
]

function comparison(
  name: string,
  compare: (left: PyValue, right: PyValue) => boolean,
  others: readonly string[],
): readonly Filter[] {
  const call = (_frame: unknown, left: PyValue = null, right: PyValue = null): boolean => compare(left, right)
  const test = defineTest(name, declare('positional', '_operator', name, ['a', 'b']), call)
  return [test, ...others.map((other) => alias(other, test))]
}
