import { defineTest, type Filter } from '../../filters/filter.ts'
import { PyError, raise } from '../../python/error.ts'
import type { PyValue } from '../../python/object.ts'
import { truthy } from '../../python/operators.ts'
import { quote } from '../../python/quote.ts'
import { strText } from '../../python/show.ts'
import { signature } from '../../python/signature.ts'
import { compareLoose, compareSemantic, compareStrict } from '../versions/classic.ts'
import { comparePep440 } from '../versions/pep440.ts'

/** Less than zero, zero or more, as the left version is older, equal or newer. @throws PyError for what is no version of its sort */
type Compare = (left: string, right: string) => number

const sorts: ReadonlyMap<string, Compare> = new Map<string, Compare>([
  ['loose', compareLoose],
  ['strict', compareStrict],
  ['semver', compareSemantic],
  ['semantic', compareSemantic],
  ['pep440', comparePep440],
])

const operators: ReadonlyMap<string, (order: number) => boolean> = new Map([
  ...operator(['==', '=', 'eq'], (order) => order === 0),
  ...operator(['<', 'lt'], (order) => order < 0),
  ...operator(['<=', 'le'], (order) => order <= 0),
  ...operator(['>', 'gt'], (order) => order > 0),
  ...operator(['>=', 'ge'], (order) => order >= 0),
  ...operator(['!=', '<>', 'ne'], (order) => order !== 0),
])

function operator(names: readonly string[], holds: (order: number) => boolean) {
  return names.map((name) => [name, holds] as const)
}

/** Tests of versions. */
export const versionTests: readonly Filter[] = ['version', 'version_compare'].map((name) =>
  /** How the version compares with another, by the rules of `version_type` (Ansible `version`). */
  defineTest(
    name,
    signature('version_compare', 'value', 'version', "operator='eq'", 'strict=None', 'version_type=None'),
    (_frame, value = null, version = null, operation = null, strict = null, type = null) => {
      if (strict !== null && type !== null) fail("Cannot specify both 'strict' and 'version_type'")
      if (!truthy(value)) fail('Input version value cannot be empty')
      if (!truthy(version)) fail('Version parameter to compare against cannot be empty')
      const compare = truthy(strict) ? compareStrict : truthy(type) ? choose(sorts, type, 'version') : compareLoose
      const holds = choose(operators, operation, 'operator')
      try {
        return holds(compare(strText(value), strText(version)))
      } catch (error) {
        if (!(error instanceof PyError)) throw error
        return fail(`Version comparison failed: ${error.message}`)
      }
    },
  ),
)

function choose<Choice>(choices: ReadonlyMap<string, Choice>, name: PyValue, what: string): Choice {
  const names = Array.from(choices.keys(), quote).join(', ')
  return choices.get(strText(name)) ?? fail(`Invalid ${what} type (${strText(name)}). Must be one of ${names}`)
}

function fail(message: string): never {
  return raise('AnsibleTemplatePluginError', message)
}
