import { childrenOf, type Node, namesOf, pathOf } from './compiler/walk.ts'
import type { Expression, Statement } from './syntax/nodes.ts'

/** Paths of which the first that is defined counts: `web.port | default(port)` has `['web', 'port']`, `['port']`. */
export type Choice = readonly (readonly string[])[]

/**
 * The names that a template gives a value itself (by `set`, `with` and `for`), and what that is made of: `{% set a = b.c ~ d %}` has the
 * choices `b.c` and `d` for `a`. The item of a loop is made of what the loop is over. None for a name that only literals make.
 */
export type Aliases = ReadonlyMap<string, readonly Choice[]>

export function aliasesOf(body: readonly Statement[]): Aliases {
  const aliases = new Map<string, Choice[]>()
  const add = (target: Expression, value: Expression) => {
    for (const { name } of namesOf(target)) aliases.set(name, [...(aliases.get(name) ?? []), ...choicesIn(value)])
  }
  const pending: Node[] = [...body].reverse()
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.type === 'assign') add(node.target, node.value)
    else if (node.type === 'for') add(node.target, node.iterable)
    else if (node.type === 'with')
      for (const [index, target] of node.targets.entries()) {
        const value = node.values[index]
        if (value !== undefined) add(target, value)
      }
    pending.push(...[...childrenOf(node)].reverse())
  }
  return aliases
}

/** What a value is made of; a condition only decides between two. */
function choicesIn(node: Node): Choice[] {
  const path = pathOf(node)
  if (path !== undefined) return [[path]]
  if (node.type === 'filter' && (node.name === 'default' || node.name === 'd') && node.target !== null) {
    const first = choicesIn(node.target)
    const second = node.args.slice(0, 1).flatMap(choicesIn)
    const [only, other] = [first[0], second[0]]
    const isChain = first.length === 1 && second.length === 1 && only !== undefined && other !== undefined
    return isChain ? [[...only, ...other]] : [...first, ...second]
  }
  if (node.type === 'condexpr') return [node.whenTrue, node.otherwise].flatMap((one) => (one ? choicesIn(one) : []))
  // A method gives what its object is made of.
  if (node.type === 'call' && node.callee.type === 'getattr')
    return [node.callee.target, ...childrenOf(node).slice(1)].flatMap(choicesIn)
  return childrenOf(node).flatMap(choicesIn)
}
