import type { PyValue } from './object.ts'
import type { Text } from './text.ts'

export function formatPercent(template: Text, _values: PyValue): Text {
  return template
}
