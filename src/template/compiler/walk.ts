import type {
  Arguments,
  Expression,
  LoopControl,
  Name,
  NamespaceRef,
  Printed,
  Statement,
  TemplateData,
} from '../syntax/nodes.ts'

export type Node = Statement | Expression | TemplateData | Printed

/** The child nodes in the order of Jinja2's node fields, which decides what a search meets first. */
export function childrenOf(node: Node): readonly Node[] {
  switch (node.type) {
    case 'output':
      return node.parts
    case 'printed':
      return [node.expression]
    case 'for':
      return [node.target, node.iterable, ...node.body, ...node.otherwise, ...present(node.test)]
    case 'if': {
      const [first, ...rest] = node.branches
      const children: Node[] = first === undefined ? [] : [first.test, ...first.body]
      for (const branch of rest) children.push(branch.test, ...branch.body)
      children.push(...node.otherwise)
      return children
    }
    case 'macro':
      return [...node.params, ...node.defaults, ...node.body]
    case 'callblock':
      return [node.call, ...node.params, ...node.defaults, ...node.body]
    case 'filterblock':
      return [...node.body, node.filter]
    case 'with':
      return [...node.targets, ...node.values, ...node.body]
    case 'assign':
      return [node.target, node.value]
    case 'assignblock':
      return [node.target, ...present(node.filter), ...node.body]
    case 'block':
      return node.body
    case 'extends':
    case 'include':
    case 'import':
    case 'fromimport':
      return [node.template]
    case 'do':
      return [node.expression]
    case 'autoescape':
      return [node.value, ...node.body]
    default:
      return childrenOfExpression(node)
  }
}

function childrenOfExpression(node: Expression | TemplateData | LoopControl): readonly Node[] {
  switch (node.type) {
    case 'tuple':
    case 'list':
      return node.items
    case 'dict':
      return node.pairs.flatMap(({ key, value }) => [key, value])
    case 'condexpr':
      return [node.test, node.whenTrue, ...present(node.otherwise)]
    case 'and':
    case 'or':
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
    case 'floordiv':
    case 'mod':
    case 'pow':
      return [node.left, node.right]
    case 'not':
    case 'neg':
    case 'pos':
      return [node.operand]
    case 'concat':
      return node.parts
    case 'compare':
      return [node.first, ...node.rest.map(({ operand }) => operand)]
    case 'getattr':
      return [node.target]
    case 'getitem':
      return [node.target, node.key]
    case 'slice':
      return [...present(node.start), ...present(node.stop), ...present(node.step)]
    case 'call':
      return [node.callee, ...argumentsOf(node)]
    case 'filter':
      return [...present(node.target), ...argumentsOf(node)]
    case 'test':
      return [node.target, ...argumentsOf(node)]
    default:
      return []
  }
}

function argumentsOf(node: Arguments): readonly Node[] {
  return [...node.args, ...node.kwargs.map(({ value }) => value), ...present(node.dynArgs), ...present(node.dynKwargs)]
}

function present<Item>(item: Item | null): readonly Item[] {
  return item === null ? [] : [item]
}

/** Every node below these, depth first, themselves included. */
export function* descendants(nodes: readonly Node[]): Generator<Node, undefined> {
  const pending = [...nodes].reverse()
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    yield node
    const children = childrenOf(node)
    for (let index = children.length - 1; index >= 0; index--) {
      const child = children[index]
      if (child !== undefined) pending.push(child)
    }
  }
}

/** Which of these names are read without being assigned before; blocks are not entered (Jinja2 3.1 `find_undeclared`). */
export function findUndeclared(nodes: readonly Node[], names: readonly string[]): ReadonlySet<string> {
  const wanted = new Set(names)
  const undeclared = new Set<string>()
  const visit = (node: Node): void => {
    if (wanted.size === 0 || node.type === 'block') return
    if (node.type === 'name') {
      if (node.context === 'load' && wanted.has(node.name)) undeclared.add(node.name)
      else wanted.delete(node.name)
      return
    }
    for (const child of childrenOf(node)) visit(child)
  }
  for (const node of nodes) visit(node)
  return undeclared
}

/** The names that an assignment's target binds, and the namespaces that it writes to. */
export function* namesOf(target: Expression): Generator<Name | NamespaceRef, undefined> {
  if (target.type === 'name' || target.type === 'nsref') yield target
  else if (target.type === 'tuple') for (const item of target.items) yield* namesOf(item)
}

/** `a.b["c"]` as a path; undefined for any other expression. */
export function pathOf(node: Node): readonly string[] | undefined {
  const steps: string[] = []
  for (let at = node; ; at = at.target) {
    if (at.type === 'name') return at.context === 'load' ? [at.name, ...steps.reverse()] : undefined
    if (at.type === 'getattr') steps.push(at.attribute)
    else if (at.type === 'getitem' && at.key.type === 'const' && typeof at.key.value === 'string')
      steps.push(at.key.value)
    else return undefined
  }
}
