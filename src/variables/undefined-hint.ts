import { nearest } from '../nearest.ts'
import type { ReadSet } from './read-set.ts'
import type { MapNode, VariableNode } from './tree.ts'

/** What was probably meant by a name that a template's error says is undefined, in all variables; `own`: the variable that the template is. */
export function undefinedHint(message: string, root: MapNode, reads: ReadSet, own: string): string | undefined {
  const name = /^'([^']+)' is undefined$/.exec(message)?.[1]
  const key = /^'dict object' has no attribute '([^']+)'$/.exec(message)?.[1]
  const meant = name === undefined ? key && nearestKey(key, root, reads, own) : nearestIn(root, name, '', own)
  return meant && `did you mean ${meant}?`
}

/** The variable like the one that is read by a key that its map hasn't got. */
function nearestKey(key: string, node: VariableNode, reads: ReadSet, own: string, prefix = ''): string | undefined {
  if (node.kind !== 'map') return undefined
  for (const [step, inner] of reads.parts) {
    const item = node.entries.get(step)
    const found =
      item === undefined
        ? step === key && prefix !== ''
          ? nearestIn(node, key, prefix, own)
          : undefined
        : nearestKey(key, item, inner, own, `${prefix}${step}.`)
    if (found !== undefined) return found
  }
  return undefined
}

function nearestIn({ entries }: MapNode, key: string, prefix: string, own: string): string | undefined {
  const names = [...entries.keys()].filter((name) => `${prefix}${name}` !== own)
  const meant = nearest(key, names)
  return meant === undefined ? undefined : `${prefix}${meant}`
}
