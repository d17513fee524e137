import { defineFilter, type Filter } from '../../filters/filter.ts'
import { raise } from '../../python/error.ts'
import { PyFloat } from '../../python/float.ts'
import type { PyValue } from '../../python/object.ts'
import { truthy } from '../../python/operators.ts'
import { repr, strText } from '../../python/show.ts'
import { signature } from '../../python/signature.ts'
import { isText, textOf } from '../../python/text.ts'
import { carry, untraced } from '../../python/traced.ts'
import { Undefined } from '../../python/undefined.ts'

const yes = ['yes', 'on', 'true', '1']

/** Filters that decide. */
export const logicFilters: readonly Filter[] = [
  /** Whether the value says yes: `yes`, `on`, `true`, 1 in any case; anything else is false (Ansible `bool`). */
  defineFilter('bool', signature('to_bool', 'value'), (_frame, value = null) => carry(toBool(untraced(value)), value)),

  /** One of two values, or of three where the value is None (Ansible `ternary`). */
  defineFilter(
    'ternary',
    signature('ternary', 'value', 'true_val', 'false_val', 'none_val=None'),
    (_frame, value = null, whenTrue = null, whenFalse = null, whenNone = null) => {
      if (value === null && whenNone !== null) return whenNone
      return truthy(value) ? whenTrue : whenFalse
    },
  ),

  /** The value; an undefined one is an error (Ansible `mandatory`). */
  defineFilter('mandatory', signature('mandatory', 'a', 'msg=None'), (_frame, value = null, message = null) => {
    if (!(value instanceof Undefined)) return value
    if (message !== null) raise('AnsibleTemplatePluginError', strText(message))
    const name = value.name === undefined || value.name === null ? '' : `${repr(strText(value.name))} `
    return raise('AnsibleTemplatePluginError', `Mandatory variable ${name}not defined.`)
  }),
]

function toBool(value: PyValue): boolean {
  if (isText(value)) return yes.includes(textOf(value).toLowerCase())
  return value === true || value === 1 || (value instanceof PyFloat && value.value === 1)
}
