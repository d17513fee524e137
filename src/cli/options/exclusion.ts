import type { Option } from 'commander'

/** Whether two options can't stand together. As commander has it: by the names of their values, which an option and its negation share. */
export function exclude(one: Option, other: Option): boolean {
  return excludedBy(one).includes(other.attributeName()) || excludedBy(other).includes(one.attributeName())
}

/** What `.conflicts` was told, which commander's types don't have. */
function excludedBy(option: Option & { readonly conflictsWith?: readonly string[] }): readonly string[] {
  return option.conflictsWith ?? []
}
