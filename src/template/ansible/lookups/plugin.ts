import type { CallFrame } from '../../call-frame.ts'
import { raise } from '../../python/error.ts'
import type { PyValue } from '../../python/object.ts'

/** What `lookup()` reads, besides the loader's templates. */
export interface LookupOptions {
  /** The text of a file, also one that `taint` marked; null or undefined where there is none of that name. */
  readonly file?: ((path: string) => unknown) | undefined
  /** Environment variables by name. */
  readonly environment?: Readonly<Record<string, unknown>> | undefined
}

/** One call of `lookup(name, *terms, **options)`, from a render. */
export interface Asked {
  readonly name: string
  readonly frame: CallFrame
  readonly terms: readonly PyValue[]
  readonly options: ReadonlyMap<string, PyValue>
}

/** An option that may only be one of these. @throws PyError TypeError */
export function checkOptions({ name, options }: Asked, known: readonly string[]): void {
  const unknown = [...options.keys()].find((option) => !known.includes(option))
  if (unknown !== undefined) raise('TypeError', `lookup('${name}') got an unexpected keyword argument '${unknown}'`)
}

/** @throws PyError as Ansible fails where a plugin does */
export function failed(name: string, reason: string): never {
  return raise('AnsibleTemplatePluginRuntimeError', `The lookup plugin '${name}' failed: ${reason}`)
}
