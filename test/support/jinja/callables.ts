import { ansibleFilters } from '../../../src/template/ansible/index.ts'
import { lookupFunctions } from '../../../src/template/ansible/lookups/lookup.ts'
import type { CallFrame } from '../../../src/template/call-frame.ts'
import { callFilter } from '../../../src/template/filters/filter.ts'
import { filters } from '../../../src/template/filters/index.ts'
import { PyClass } from '../../../src/template/globals/class.ts'
import { globals } from '../../../src/template/globals/index.ts'
import '../../../src/template/python/access.ts'
import { registeredMethods } from '../../../src/template/python/attribute.ts'
import { call, callMethodOf, PyFunction } from '../../../src/template/python/function.ts'
import type { KwArgs, PyValue } from '../../../src/template/python/object.ts'
import type { Signature } from '../../../src/template/python/signature.ts'
import { ContextFunction } from '../../../src/template/runtime/context-function.ts'
import { namespaceClass } from '../../../src/template/runtime/namespace.ts'
import { tests } from '../../../src/template/tests/index.ts'

/** Whatever a template may call, as the registries have it. */
export interface Registered {
  /** Its name in taint-exceptions.ts. */
  readonly callable: string
  readonly signature: Signature
  /** The type of a method's object, which is the first argument then. */
  readonly type?: string
  readonly run: (args: PyValue[], kwargs: KwArgs | undefined) => PyValue
}

const allFilters = new Map([...filters, ...ansibleFilters])

/** A frame without variables, as the environment's defaults make it. */
const frame: CallFrame = {
  undefinedKind: 'default',
  autoescape: false,
  newlineSequence: '\n',
  filters: allFilters,
  tests,
  policies: {
    'urlize.rel': 'noopener',
    'urlize.target': null,
    'urlize.extra_schemes': null,
    'truncate.leeway': 5,
    'json.dumps_kwargs': undefined,
  },
  call: (callee, args, kwargs) => call(callee, args, kwargs),
  renderTemplate: (name) => name,
  resolve: () => undefined,
}

/** Whatever name a lookup asks for. */
const lookups = { file: (path: string) => path, environment: { K: 'k' } }

/** Every filter, method and global, from their tables. */
export function registered(): readonly Registered[] {
  return [...ofFilters(), ...ofMethods(), ...ofGlobals()]
}

function ofFilters(): readonly Registered[] {
  return [...allFilters.values()].map((filter) => ({
    callable: filter.callable ?? '',
    signature: filter.signature,
    run: (args, kwargs) => callFilter(filter, frame, args, kwargs),
  }))
}

function ofMethods(): readonly Registered[] {
  return [...registeredMethods()].flatMap(([type, methods]) =>
    [...methods.values()].map((method) => ({
      callable: method.callable,
      signature: method.signature,
      type,
      run: ([self = null, ...args]: PyValue[], kwargs: KwArgs | undefined) => callMethodOf(method, self, args, kwargs),
    })),
  )
}

function ofGlobals(): readonly Registered[] {
  const values = [...globals.values(), namespaceClass, ...lookupFunctions(lookups).values()]
  return values.flatMap((value) => {
    if (value instanceof ContextFunction) {
      const run = (args: PyValue[], kwargs: KwArgs | undefined): PyValue => value.invoke(frame, args, kwargs)
      return [{ callable: `function ${value.signature.name}`, signature: value.signature, run }]
    }
    if (value instanceof PyFunction) return [ofCallable(`function ${value.signature.name}`, value.signature, value)]
    if (!(value instanceof PyClass)) throw new Error('A global of a new type needs a line here')
    const own = ofCallable(`class ${value.name}`, value.signature, value)
    const inner = [...value.attributes.values()].filter((attribute) => attribute instanceof PyClass)
    return [own, ...inner.map((attribute) => ofCallable(`class ${attribute.name}`, attribute.signature, attribute))]
  })
}

function ofCallable(callable: string, signature: Signature, value: PyValue): Registered {
  return { callable, signature, run: (args, kwargs) => call(value, args, kwargs) }
}
