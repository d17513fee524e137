import { PyError, raise } from '../../python/error.ts'
import type { PyValue } from '../../python/object.ts'
import { truthy } from '../../python/operators.ts'
import { strText } from '../../python/show.ts'
import { signature } from '../../python/signature.ts'
import { isText, joinText } from '../../python/text.ts'
import { Undefined } from '../../python/undefined.ts'
import { ContextFunction } from '../../runtime/context-function.ts'
import { argumentsOf, optionsOf } from '../filters/lists.ts'
import { readEnvironment } from './env.ts'
import { readFiles } from './file.ts'
import type { Asked, LookupOptions } from './plugin.ts'
import { renderTemplates } from './template.ts'

/** The globals `lookup`, `query` and `q` of Ansible, which read by the options; whoever calls them has no others. */
export function lookupFunctions(options: LookupOptions): ReadonlyMap<string, PyValue> {
  const plugins: ReadonlyMap<string, (asked: Asked) => PyValue[]> = new Map([
    ['env', (asked) => readEnvironment(asked, options)],
    ['file', (asked) => readFiles(asked, options)],
    ['template', renderTemplates],
  ])
  const declare = (name: string, wantsList: boolean): ContextFunction =>
    new ContextFunction(
      signature(name, 'plugin_name', '/', '*args', '**kwargs'),
      (frame, plugin = null, terms = null, kwargs = null) => {
        const name = nameOf(plugin)
        const run = plugins.get(name)
        if (run === undefined) {
          return raise('AnsibleTemplatePluginNotFoundError', `The lookup plugin '${strText(plugin)}' was not found.`)
        }
        return look(run, { name, frame, terms: argumentsOf(terms), options: optionsOf(kwargs) }, wantsList)
      },
    )
  return new Map([
    ['lookup', declare('lookup', false)],
    ['query', declare('query', true)],
    ['q', declare('q', true)],
  ])
}

function nameOf(plugin: PyValue): string {
  if (plugin instanceof Undefined) plugin.fail()
  return strText(plugin).replace(/^ansible\.(?:builtin|legacy)\./, '')
}

/** What Ansible makes of a plugin's list: its one item, texts with commas between them, or the list (`_invoke_lookup`). */
function look(run: (asked: Asked) => PyValue[], asked: Asked, wantsList: boolean): PyValue {
  const options = new Map(asked.options)
  const isList = truthy(options.get('wantlist') ?? wantsList)
  const errors = strText(options.get('errors') ?? 'strict')
  options.delete('wantlist')
  options.delete('errors')
  for (const term of asked.terms) if (term instanceof Undefined) term.fail()
  const found = errors === 'strict' ? run({ ...asked, options }) : unlessFailed(() => run({ ...asked, options }))
  // Ansible prints nothing for the None that a failed lookup gives.
  if (found === undefined) return isList ? [] : ''
  const [first, ...others] = found
  if (isList || first === undefined) return found
  if (others.length === 0) return first
  const texts = found.filter(isText)
  return texts.length === found.length ? joinText(texts, ',') : found
}

/** With `errors='ignore'` and `'warn'`, undefined where it fails; a limit isn't to be ignored. */
function unlessFailed(run: () => PyValue[]): PyValue[] | undefined {
  try {
    return run()
  } catch (error) {
    if (error instanceof PyError && error.name !== 'LimitError') return undefined
    throw error
  }
}
