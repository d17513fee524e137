import type { Field } from '../forms/field.ts'
import { dataKey, misses } from '../forms/texts.ts'

export function checkConfigMap(object: Field): void {
  const data = object.at('data')
  const binary = object.at('binaryData')
  checkDataKeys(data)
  checkDataKeys(binary)
  for (const entry of data.entries) if (binary.at(String(entry.step)).isSet) entry.refuse('is in binaryData, too')
}

export function checkDataKeys(data: Field): void {
  for (const entry of data.entries) {
    const wanted = misses(String(entry.step), dataKey)
    if (wanted !== undefined) entry.refuse(`has a key that ${wanted}`)
  }
}
