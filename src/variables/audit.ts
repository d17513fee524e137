import { isDeepStrictEqual } from 'node:util'
import type { Place } from '../errors.ts'
import { isSensitive, plainValue } from './explain.ts'
import { leavesOf, type MapNode, type ValueSource, type VariableNode } from './tree.ts'
import { isReadBy, type Path } from './undeclared.ts'

/** A line of a profile file that sets a variable. */
export interface VariableLine {
  /** `db.host`. */
  readonly name: string
  readonly place: Place
}

/** A line that says nothing new. */
export interface RepeatedLine extends VariableLine {
  /** What gave the same value already. */
  readonly of: Place
}

/** A line that counts in no profile. */
export interface ShadowedLine extends VariableLine {
  /** What overrides it, each once. */
  readonly by: readonly Place[]
}

interface Seen {
  readonly name: string
  readonly place: Place
  /** In how many profiles it is, and in how many it counts. */
  profiles: number
  wins: number
  readonly overriddenBy: Map<string, Place>
  /** The lines of the same value below it; undefined where in some profile there is none, or another value. */
  repeats: Place | undefined
}

/** What the lines of profile files come to, over all profiles of a project. */
export class VariableAudit {
  readonly #lines = new Map<string, Seen>()

  /** Adds a profile: its variables before their strings were rendered. */
  add(root: MapNode): void {
    for (const [name, node] of root.entries) this.#visit(node, name)
  }

  /** Lines that set what a weaker layer sets to the same value, in every profile. */
  repeated(): RepeatedLine[] {
    return [...this.#lines.values()].flatMap(({ name, place, repeats }) =>
      repeats === undefined ? [] : { name, place, of: repeats },
    )
  }

  /** Lines that other profile files override in every profile. One profile alone may override a default that others will need. */
  shadowed(): ShadowedLine[] {
    return [...this.#lines.values()].flatMap(({ name, place, profiles, wins, overriddenBy }) =>
      wins > 0 || profiles < 2 ? [] : { name, place, by: [...overriddenBy.values()] },
    )
  }

  #visit(node: VariableNode, name: string): void {
    if (node.kind === 'map' && node.entries.size > 0) {
      for (const [key, item] of node.entries) this.#visit(item, `${name}.${key}`)
    } else {
      this.#see(node, name, undefined)
    }
    for (let over: VariableNode = node; over.overrode !== undefined; over = over.overrode) {
      this.#override(over.overrode, name, over.by)
    }
  }

  /** Whatever is in a value that was replaced counts for nothing. */
  #override(node: VariableNode, name: string, by: ValueSource): void {
    if (node.kind === 'map' && node.entries.size > 0) {
      for (const [key, item] of node.entries) this.#override(item, `${name}.${key}`, by)
    } else {
      this.#see(node, name, by)
    }
  }

  #see(node: VariableNode, name: string, by: ValueSource | undefined): void {
    const { place } = node.by
    if (place === undefined || !isProfileLine(node.by)) return
    const key = JSON.stringify([name, place])
    const below = repeatedBy(node)
    const known = this.#lines.get(key)
    const line = known ?? { name, place, profiles: 0, wins: 0, overriddenBy: new Map(), repeats: below }
    this.#lines.set(key, line)
    line.profiles += 1
    if (below === undefined) line.repeats = undefined
    // What may be there or not, such as a ConfigMap, leaves the line to count where it isn't.
    if (by?.place === undefined || !isProfileLine(by)) line.wins += 1
    else line.overriddenBy.set(JSON.stringify(by.place), by.place)
  }
}

/** The line of the next weaker layer where that has the same value. */
function repeatedBy(node: VariableNode): Place | undefined {
  const { overrode } = node
  if (overrode === undefined || !isProfileLine(overrode.by) || isSensitive(node)) return undefined
  const isSame =
    isDeepStrictEqual(plainValue(node), plainValue(overrode)) &&
    isDeepStrictEqual(leavesOf(node).map(isFloat), leavesOf(overrode).map(isFloat))
  return isSame ? overrode.by.place : undefined
}

function isFloat({ float }: { readonly float?: boolean | undefined }): boolean {
  return float === true
}

/** Whether a line under `variables` gave a value, and no source or option. */
function isProfileLine({ label, place }: ValueSource): boolean {
  return place?.file === label
}

/** A profile file's own variables. */
export interface DeclaredVariables {
  readonly variables: object
  readonly placeOf: (path: Path) => Place
}

/** Lines of profile files whose variables nothing reads; of a map of which nothing is read, the first. */
export function unusedLines(files: readonly DeclaredVariables[], reads: readonly Path[]): VariableLine[] {
  return files.flatMap(({ variables, placeOf }) => unusedIn(variables, [], reads, placeOf))
}

function unusedIn(
  variables: object,
  prefix: Path,
  reads: readonly Path[],
  placeOf: DeclaredVariables['placeOf'],
): VariableLine[] {
  return Object.entries(variables).flatMap(([key, value]: [string, unknown]) => {
    const path = [...prefix, key]
    if (!isReadBy(path, reads)) return [{ name: path.join('.'), place: placeOf(path) }]
    const isMap = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isMap ? unusedIn(value, path, reads, placeOf) : []
  })
}
