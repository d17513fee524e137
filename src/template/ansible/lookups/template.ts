import { PyDict } from '../../python/dict.ts'
import { raise } from '../../python/error.ts'
import type { PyValue } from '../../python/object.ts'
import { strText, typeName } from '../../python/show.ts'
import { isText, textOf } from '../../python/text.ts'
import { type Asked, checkOptions, failed } from './plugin.ts'

/** What those options say is set for all templates alike. */
const ofEnvironment = [
  'variable_start_string',
  'variable_end_string',
  'comment_start_string',
  'comment_end_string',
  'trim_blocks',
]

/**
 * What templates write that see the running one's variables and `template_vars`, each with its last line break (Ansible's lookup
 * `template`).
 */
export function renderTemplates(asked: Asked): PyValue[] {
  const { frame, terms, options } = asked
  checkOptions(asked, ['template_vars', 'convert_data', 'jinja2_native', ...ofEnvironment])
  const other = ofEnvironment.find((name) => options.has(name))
  if (other !== undefined) {
    raise(
      'NotImplementedError',
      `lookup('template') takes no ${other}: the environment's options hold for all templates`,
    )
  }
  const variables = variablesOf(options.get('template_vars') ?? null)
  return terms.map((term) => frame.renderTemplate(templateName(strText(term)), variables))
}

function variablesOf(given: PyValue): ReadonlyMap<string, PyValue> {
  if (given === null) return new Map()
  if (!(given instanceof PyDict)) return failed('template', `template_vars is not a dict, but a ${typeName(given)}`)
  return new Map(Array.from(given.entries(), ([name, value]) => [isText(name) ? textOf(name) : '', value]))
}

/** A path that Ansible searches below `templates/`, as the loader names it. */
export function templateName(path: string): string {
  return path.replace(/^(?:\.\/)+/, '').replace(/^templates\//, '')
}
