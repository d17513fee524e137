import { defineFilter, type Filter } from '../../filters/filter.ts'
import { invoke } from '../../filters/invoke.ts'
import { raise } from '../../python/error.ts'
import { typeName } from '../../python/show.ts'
import { declare, signature } from '../../python/signature.ts'
import { isText } from '../../python/text.ts'

/** Filters that take text apart, and say what a value is. */
export const textFilters: readonly Filter[] = [
  /** The parts between separators, or between spaces (Ansible `split`, str.split). */
  defineFilter(
    'split',
    declare('keywords', undefined, 'split', ['value', 'sep=None', 'maxsplit=-1']),
    (_frame, value = null, separator = null, most = null) => {
      if (isText(value)) return invoke(value, 'split', separator, most)
      return raise('TypeError', `descriptor 'split' for 'str' objects doesn't apply to a '${typeName(value)}' object`)
    },
  ),

  /** The name of the value's type in Python (Ansible `type_debug`). */
  defineFilter('type_debug', signature('type_debug', 'obj'), (_frame, value = null) => typeName(value)),
]
