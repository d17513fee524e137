import type { Method } from '../function.ts'
import type { PyValue } from '../object.ts'
import { type Convention, declare } from '../signature.ts'

/** The methods of one type, by name. A Map, so that a template's name never meets a JavaScript property. */
export type MethodTable<Self extends PyValue> = ReadonlyMap<string, Method<Self>>

/** What a method does with its bound arguments. */
export type Implementation<Self extends PyValue> = (self: Self, ...args: readonly PyValue[]) => PyValue

/** A method's entry: how it takes arguments, and what it does. */
export interface Entry<Self extends PyValue> {
  readonly convention: Convention
  readonly parameters: readonly string[]
  readonly call: Implementation<Self>
}

/** Makes a type's table from entries by Python name. */
export function methodTable<Self extends PyValue>(
  owner: string,
  ...groups: readonly Readonly<Record<string, Entry<Self>>>[]
): MethodTable<Self> {
  const table = new Map<string, Method<Self>>()
  for (const group of groups) {
    for (const [name, { convention, parameters, call }] of Object.entries(group)) {
      table.set(name, {
        name,
        signature: declare(convention, owner, name, parameters),
        callable: `${owner}.${name}`,
        call,
      })
    }
  }
  return table
}

/** One parameter of a declaration; a default in quotes may hold spaces. */
const parameterForm = /[^\s=]+(?:=(?:'[^']*'|\S+))?/g

/** METH_NOARGS */
export function none<Self extends PyValue>(call: (self: Self) => PyValue): Entry<Self> {
  return { convention: 'none', parameters: [], call }
}

/** METH_O */
export function one<Self extends PyValue>(call: (self: Self, value: PyValue) => PyValue): Entry<Self> {
  return { convention: 'one', parameters: ['value'], call: call as Implementation<Self> }
}

/** Positional-only arguments, checked by Argument Clinic. */
export function positional<Self extends PyValue>(parameters: string, call: AnyCall<Self>): Entry<Self> {
  return {
    convention: 'positional',
    parameters: parameters.match(parameterForm) ?? [],
    call: call as Implementation<Self>,
  }
}

/** Arguments by position or keyword. */
export function keywords<Self extends PyValue>(parameters: string, call: AnyCall<Self>): Entry<Self> {
  return {
    convention: 'keywords',
    parameters: parameters.match(parameterForm) ?? [],
    call: call as Implementation<Self>,
  }
}

/** Positional-only arguments, checked by PyArg_ParseTuple. */
export function tuple<Self extends PyValue>(parameters: string, call: AnyCall<Self>): Entry<Self> {
  return { convention: 'tuple', parameters: parameters.match(parameterForm) ?? [], call: call as Implementation<Self> }
}

/** Whatever is given: `*args` and `**kwargs`, or a check of its own. */
export function any<Self extends PyValue>(parameters: string, call: AnyCall<Self>): Entry<Self> {
  return { convention: 'any', parameters: parameters.match(parameterForm) ?? [], call: call as Implementation<Self> }
}

/** bind() fills every declared parameter, so an implementation may name them. */
type AnyCall<Self extends PyValue> = (self: Self, ...args: PyValue[]) => PyValue
