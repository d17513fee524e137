import type { PyFloat } from '../python/float.ts'

/**
 * The syntax tree (Jinja2 3.1 `nodes`). Every node knows the offset in the source that an error at it should point at.
 */
interface At {
  readonly offset: number
}

export interface Const extends At {
  readonly type: 'const'
  readonly value: null | boolean | string | number | bigint | PyFloat
}

export interface Name extends At {
  readonly type: 'name'
  readonly name: string
  /** `store` where it is assigned, `param` where it is a parameter. */
  context: 'load' | 'store' | 'param'
}

/** `ns.attribute` as the target of an assignment. */
export interface NamespaceRef extends At {
  readonly type: 'nsref'
  readonly name: string
  readonly attribute: string
}

export interface TupleNode extends At {
  readonly type: 'tuple'
  readonly items: readonly Expression[]
}

export interface ListNode extends At {
  readonly type: 'list'
  readonly items: readonly Expression[]
}

export interface DictNode extends At {
  readonly type: 'dict'
  readonly pairs: readonly { readonly key: Expression; readonly value: Expression }[]
}

export interface Conditional extends At {
  readonly type: 'condexpr'
  readonly test: Expression
  readonly whenTrue: Expression
  readonly otherwise: Expression | null
}

export interface Logical extends At {
  readonly type: 'and' | 'or'
  readonly left: Expression
  readonly right: Expression
}

export interface Unary extends At {
  readonly type: 'not' | 'neg' | 'pos'
  readonly operand: Expression
}

export interface Binary extends At {
  readonly type: 'add' | 'sub' | 'mul' | 'div' | 'floordiv' | 'mod' | 'pow'
  readonly left: Expression
  readonly right: Expression
}

export interface Concat extends At {
  readonly type: 'concat'
  readonly parts: readonly Expression[]
}

export type ComparisonOperator = 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge' | 'in' | 'notin'

export interface Compare extends At {
  readonly type: 'compare'
  readonly first: Expression
  readonly rest: readonly { readonly operator: ComparisonOperator; readonly operand: Expression }[]
}

export interface GetAttribute extends At {
  readonly type: 'getattr'
  readonly target: Expression
  readonly attribute: string
}

export interface GetItem extends At {
  readonly type: 'getitem'
  readonly target: Expression
  readonly key: Expression | Slice
}

export interface Slice extends At {
  readonly type: 'slice'
  readonly start: Expression | null
  readonly stop: Expression | null
  readonly step: Expression | null
}

export interface Keyword {
  readonly name: string
  readonly value: Expression
}

/** What stands between the parentheses of a call, filter or test. */
export interface Arguments {
  readonly args: readonly Expression[]
  readonly kwargs: readonly Keyword[]
  /** `*args` */
  readonly dynArgs: Expression | null
  /** `**kwargs` */
  readonly dynKwargs: Expression | null
}

export interface Call extends At, Arguments {
  readonly type: 'call'
  readonly callee: Expression
}

export interface FilterNode extends At, Arguments {
  readonly type: 'filter'
  readonly name: string
  /** null for the buffer of a filter block or of a filtered set block. */
  readonly target: Expression | null
}

export interface TestNode extends At, Arguments {
  readonly type: 'test'
  readonly name: string
  readonly target: Expression
}

export type Expression =
  | Const
  | Name
  | NamespaceRef
  | TupleNode
  | ListNode
  | DictNode
  | Conditional
  | Logical
  | Unary
  | Binary
  | Concat
  | Compare
  | GetAttribute
  | GetItem
  | Slice
  | Call
  | FilterNode
  | TestNode

/** Where an assignment goes. */
export type Target = Name | NamespaceRef | TupleNode

export interface TemplateData extends At {
  readonly type: 'data'
  readonly text: string
}

/** `{{ expression }}`; `end` is where the expression ends in the source, `start` where it begins. */
export interface Printed extends At {
  readonly type: 'printed'
  readonly expression: Expression
  readonly start: number
  readonly end: number
}

export interface Output extends At {
  readonly type: 'output'
  readonly parts: readonly (TemplateData | Printed)[]
}

export interface For extends At {
  readonly type: 'for'
  readonly target: Target
  readonly iterable: Expression
  readonly test: Expression | null
  readonly recursive: boolean
  readonly body: readonly Statement[]
  readonly otherwise: readonly Statement[]
}

export interface If extends At {
  readonly type: 'if'
  readonly branches: readonly { readonly test: Expression; readonly body: readonly Statement[] }[]
  readonly otherwise: readonly Statement[]
}

/** What macros and call blocks share. */
export interface MacroLike extends At {
  readonly params: readonly Name[]
  /** Of the last parameters, as in Python. */
  readonly defaults: readonly Expression[]
  readonly body: readonly Statement[]
}

export interface Macro extends MacroLike {
  readonly type: 'macro'
  readonly name: string
}

export interface CallBlock extends MacroLike {
  readonly type: 'callblock'
  readonly call: Call
  readonly start: number
  readonly end: number
}

export interface FilterBlock extends At {
  readonly type: 'filterblock'
  readonly filter: FilterNode
  readonly body: readonly Statement[]
  readonly start: number
  readonly end: number
}

export interface With extends At {
  readonly type: 'with'
  readonly targets: readonly Target[]
  readonly values: readonly Expression[]
  readonly body: readonly Statement[]
}

export interface Assign extends At {
  readonly type: 'assign'
  readonly target: Target
  readonly value: Expression
}

export interface AssignBlock extends At {
  readonly type: 'assignblock'
  readonly target: Target
  readonly filter: FilterNode | null
  readonly body: readonly Statement[]
}

export interface Block extends At {
  readonly type: 'block'
  readonly name: string
  readonly scoped: boolean
  readonly required: boolean
  readonly body: readonly Statement[]
}

export interface Extends extends At {
  readonly type: 'extends'
  readonly template: Expression
}

export interface Include extends At {
  readonly type: 'include'
  readonly template: Expression
  readonly ignoreMissing: boolean
  readonly withContext: boolean
}

export interface Import extends At {
  readonly type: 'import'
  readonly template: Expression
  readonly target: string
  readonly withContext: boolean
}

export interface FromImport extends At {
  readonly type: 'fromimport'
  readonly template: Expression
  readonly names: readonly { readonly name: string; readonly alias: string }[]
  readonly withContext: boolean
}

export interface Do extends At {
  readonly type: 'do'
  readonly expression: Expression
}

export interface LoopControl extends At {
  readonly type: 'break' | 'continue'
}

export interface Autoescape extends At {
  readonly type: 'autoescape'
  readonly value: Expression
  readonly body: readonly Statement[]
}

export type Statement =
  | Output
  | For
  | If
  | Macro
  | CallBlock
  | FilterBlock
  | With
  | Assign
  | AssignBlock
  | Block
  | Extends
  | Include
  | Import
  | FromImport
  | Do
  | LoopControl
  | Autoescape
