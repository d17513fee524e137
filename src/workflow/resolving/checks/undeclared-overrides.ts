import { KdeployError, type Place, throwCollected } from '../../../errors.ts'
import { nearestVariable } from '../../../variables/nearest-variable.ts'
import { type Delimiters, references } from '../../../variables/references.ts'
import { isSetLabel } from '../../../variables/set.ts'
import type { MapNode } from '../../../variables/tree.ts'
import {
  isReadBy,
  namesOf,
  type Path,
  templatesIn,
  type Undeclared,
  undeclaredIn,
} from '../../../variables/undeclared.ts'

/** What the checking of the options needs to know. */
export interface Known {
  /** What the project's templates and profile files may read, by whatever profile. */
  readonly reads: () => readonly Path[]
  /** What other profiles declare. */
  readonly declared: () => readonly Path[]
  /** Told of a name in a `--values` file that is probably misspelt. */
  readonly warn: (message: string, place: Place | undefined) => void
}

/**
 * Holds the options to what is declared or read: `--set imagetag=4` would deploy the default of `image_tag`. A `--values` file
 * may be shared with other projects, so it is warned of only where a name like it is known. `below`: the merged layers below the
 * options; `unknown`: where a source was not read, so that it may declare anything.
 * @throws KdeployError `variable-unknown`
 */
export function checkOverrides(
  { overrides, delimiters }: { readonly overrides: readonly MapNode[]; readonly delimiters: Delimiters },
  below: MapNode,
  unknown: readonly Path[],
  { reads, declared, warn }: Known,
): void {
  const layers = overrides.map((layer) => ({
    isSet: isSetLabel(layer.by.label),
    parts: undeclaredIn(layer, below).filter(({ path }) => !unknown.some((open) => isWithin(path, open))),
  }))
  if (layers.every(({ parts }) => parts.length === 0)) return
  const strings = [below, ...overrides].flatMap(templatesIn)
  const known = [...reads(), ...declared(), ...strings.flatMap((text) => references(text, delimiters))]
  const inFiles = layers.flatMap(({ isSet, parts }) => (isSet ? [] : parts.map(({ path }) => path)))
  const names = namesOf(below, known)
  const problems: KdeployError[] = []
  for (const { isSet, parts } of layers) {
    for (const part of parts) {
      if (isReadBy(part.path, isSet ? [...known, ...inFiles] : known)) continue
      const meant = meantBy(part.path, names)
      if (isSet) problems.push(unknownVariable(part, meant))
      else if (meant !== undefined) warn(describe(part, meant), part.node.by.place)
    }
  }
  throwCollected(problems, (count) => `${count} variables that are set are unknown`)
}

/** The known name that is like this path, or like its beginning, as in `labls.team`. */
function meantBy(path: Path, names: readonly string[]): string | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const start = path.slice(0, length).join('.')
    if (names.some((name) => name === start || name.startsWith(`${start}.`))) return undefined
    const meant = nearestVariable(start, names)
    if (meant !== undefined) return [meant, ...path.slice(length)].join('.')
  }
  return undefined
}

function isWithin(path: Path, open: Path): boolean {
  return open.every((step, index) => path[index] === step)
}

const hint = 'if it is meant, declare it under `variables` in a profile file, e.g. profiles/default.yaml'

function unknownVariable(part: Undeclared, meant: string | undefined): KdeployError {
  const message = `${part.node.by.label} ${describe(part, meant)}`
  return new KdeployError({ code: 'variable-unknown', category: 'input', message, hint })
}

function describe({ path }: Undeclared, meant: string | undefined): string {
  const question = meant === undefined ? '' : `; did you mean ${meant}?`
  return `${path.join('.')}: nothing declares this variable, and no template reads it${question}`
}
