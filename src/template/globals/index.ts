import type { PyValue } from '../python/object.ts'
import { dict, range } from './builtins.ts'
import { cycler } from './cycler.ts'
import { joiner } from './joiner.ts'
import { lipsum } from './lipsum.ts'

/** Jinja2 3.1's global functions by name; `namespace` is the runtime's. */
export const globals: ReadonlyMap<string, PyValue> = new Map<string, PyValue>([
  ['range', range],
  ['dict', dict],
  ['lipsum', lipsum],
  ['cycler', cycler],
  ['joiner', joiner],
])
