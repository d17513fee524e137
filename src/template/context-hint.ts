import { descendants } from './compiler/walk.ts'
import type { Statement } from './syntax/nodes.ts'

/** The type of the statement that brought in a template which sees no variables. */
export type WithoutContext = 'import' | 'fromimport' | 'include'

/** How the first of these templates that brings in the template of that name does so without context; undefined where it gives its own. */
export function broughtWithoutContext(
  name: string,
  bodies: readonly (readonly Statement[])[],
): WithoutContext | undefined {
  for (const node of bodies.flatMap((body) => [...descendants(body)])) {
    if (node.type !== 'import' && node.type !== 'fromimport' && node.type !== 'include') continue
    if (node.template.type === 'const' && node.template.value === name) return node.withContext ? undefined : node.type
  }
  return undefined
}
