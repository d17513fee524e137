/**
 * The type of a plain scalar in YAML 1.1, as PyYAML's Resolver decides it (PyYAML 6.0 `resolver.py`): what a string
 * must not look like when it is written plain, and what it becomes when it is read.
 */
export type ScalarType = 'bool' | 'float' | 'int' | 'merge' | 'null' | 'timestamp' | 'value' | 'str'

const patterns: readonly (readonly [ScalarType, RegExp])[] = [
  ['bool', /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/],
  [
    'float',
    /^(?:[-+]?(?:[0-9][0-9_]*)\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
  ],
  [
    'int',
    /^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/,
  ],
  ['merge', /^<<$/],
  ['null', /^(?:~|null|Null|NULL|)$/],
  [
    'timestamp',
    /^(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?)$/,
  ],
  ['value', /^=$/],
]

const mayBeTyped = /^[-+0-9.~<=yYnNtTfFoO]|^$/

/** The type that YAML 1.1 gives a plain scalar. */
export function resolveScalar(text: string): ScalarType {
  if (!mayBeTyped.test(text)) return 'str'
  // Python's $ also matches before a final newline.
  const bare = text.endsWith('\n') ? text.slice(0, -1) : text
  for (const [type, pattern] of patterns) if (pattern.test(bare)) return bare === '' && text !== '' ? 'str' : type
  return 'str'
}
