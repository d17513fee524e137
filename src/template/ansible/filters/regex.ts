import { defineFilter, type Filter } from '../../filters/filter.ts'
import { PyDict } from '../../python/dict.ts'
import { raise } from '../../python/error.ts'
import { inherit } from '../../python/inherit.ts'
import type { PyValue } from '../../python/object.ts'
import { truthy } from '../../python/operators.ts'
import { toIndex } from '../../python/position.ts'
import { str, strText, typeName } from '../../python/show.ts'
import { signature } from '../../python/signature.ts'
import { derive, isText, sliceText, textOf } from '../../python/text.ts'
import { Tuple } from '../../python/tuple.ts'
import { compile, find, matches, substitute } from '../regex/search.ts'
import { listOf } from './lists.ts'

/** Filters with Python's regular expressions. */
export const regexFilters: readonly Filter[] = [
  /** Every match, or the first `count`, replaced (Ansible `regex_replace`, Python's re.subn). */
  defineFilter(
    'regex_replace',
    signature(
      'regex_replace',
      "value=''",
      "pattern=''",
      "replacement=''",
      'ignorecase=False',
      'multiline=False',
      'count=0',
      'mandatory_count=0',
    ),
    (
      _frame,
      value = null,
      pattern = null,
      replacement = null,
      ignoreCase = null,
      multiline = null,
      count = null,
      mandatoryCount = null,
    ) => {
      const compiled = compile(pattern, { ignoreCase: truthy(ignoreCase), multiline: truthy(multiline) })
      const subject = str(value)
      const [output, replaced] = compiled.search(() => substitute(compiled, subject, replacement, toIndex(count)))
      if (truthy(mandatoryCount) && mandatoryCount !== replaced) {
        raise(
          'AnsibleTemplatePluginError',
          `'${strText(pattern)}' should match ${toIndex(mandatoryCount)} times, but matches ${toIndex(count)} times in '${strText(value)}'`,
        )
      }
      return output
    },
  ),

  /**
   * The first match, or a list of the groups asked for as `'\\1'` or `'\\g<name>'`; None where nothing matches (Ansible
   * `regex_search`, Python's re.search).
   */
  defineFilter(
    'regex_search',
    signature('regex_search', 'value', 'regex', '*args', '**kwargs'),
    (_frame, value = null, pattern = null, args = null, kwargs = null) => {
      const wanted = args instanceof Tuple ? args.items.map(groupOf) : []
      const option = (name: string): boolean => kwargs instanceof PyDict && truthy(kwargs.get(name) ?? null)
      const compiled = compile(pattern, { ignoreCase: option('ignorecase'), multiline: option('multiline') })
      const subject = str(value)
      const match = compiled.search(() => find(compiled.expression, textOf(subject), 0))
      if (match === null) return null
      const found = (group: number): PyValue => {
        const text = match[compiled.groups[group] ?? 0]
        return text === undefined ? null : derive(text, subject)
      }
      if (wanted.length === 0) return sliceText(subject, match.index, match.index + match[0].length)
      return wanted.map((group) => {
        const number = typeof group === 'string' ? compiled.names.get(group) : group
        if (number === undefined || number >= compiled.groups.length) raise('IndexError', 'no such group')
        return found(number)
      })
    },
  ),

  /** Every match, or the group or groups of each (Ansible `regex_findall`, Python's re.findall). */
  defineFilter(
    'regex_findall',
    signature('regex_findall', 'value', 'regex', 'multiline=False', 'ignorecase=False'),
    (_frame, value = null, pattern = null, multiline = null, ignoreCase = null) => {
      const compiled = compile(pattern, { ignoreCase: truthy(ignoreCase), multiline: truthy(multiline) })
      const subject = str(value)
      const found = compiled.search(() => listOf(foundIn(matches(compiled, textOf(subject)), compiled.groups)))
      return inherit(found, subject)
    },
  ),

  /** The text with what a pattern gives a meaning to escaped (Ansible `regex_escape`, Python's re.escape). */
  defineFilter(
    'regex_escape',
    signature('regex_escape', 'string', "re_type='python'"),
    (_frame, value = null, type = null) => {
      const subject = str(value)
      const special = specialTo(strText(type))
      return derive(textOf(subject).replace(special, '\\$&'), subject)
    },
  ),
]

/** `groups` are where Python's groups are among V8's. */
function* foundIn(found: Iterable<RegExpExecArray>, groups: readonly number[]): Iterable<PyValue> {
  for (const match of found) {
    const texts = groups.slice(1).map((group) => match[group] ?? '')
    yield texts.length > 1 ? new Tuple(texts) : (texts[0] ?? match[0])
  }
}

function specialTo(type: string): RegExp {
  if (type === 'python') return /[()[\]{}?*+|^$\\.&~# \t\n\r\v\f-]/g
  if (type === 'posix_basic') return /[\].[^$*\\]/g
  if (type === 'posix_extended') raise('AnsibleTemplatePluginError', `Regex type (${type}) not yet implemented`)
  return raise('AnsibleTemplatePluginError', `Invalid regex type (${type})`)
}

/** The group that an argument of regex_search names. */
function groupOf(argument: PyValue): number | string {
  if (!isText(argument)) {
    raise('AttributeError', `'${typeName(argument)}' object has no attribute 'startswith'`)
  }
  const text = textOf(argument)
  const named = /^\\g<([^\s]+)>/.exec(text)
  if (named !== null) return named[1] ?? ''
  const numbered = /^\\(\d+)/.exec(text)
  if (numbered !== null) return Number(numbered[1])
  if (text.startsWith('\\')) raise('AttributeError', "'NoneType' object has no attribute 'group'")
  return raise('AnsibleTemplatePluginError', 'Unknown argument')
}
