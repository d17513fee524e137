import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The only values of a field, by `core.v1.Container.imagePullPolicy`. */
export type Values = ReadonlyMap<string, readonly string[]>

/** One package of the module k8s.io/api. */
interface Package {
  /** `core.v1`. */
  readonly name: string
  readonly text: string
}

/**
 * The closed sets of values in the folder of the module k8s.io/api: string types marked `+enum`, which the API server tells
 * in its own OpenAPI document but not in the published one.
 */
export function readEnums(module: string): Values {
  const packages = packagesIn(module)
  const sets = new Map(
    packages.flatMap(({ name, text }) => setsIn(text).map(([type, set]) => [`${name}.${type}`, set])),
  )
  return new Map(packages.flatMap((one) => fieldsIn(one, sets)))
}

function packagesIn(module: string): Package[] {
  return readdirSync(module, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name: group }) =>
      readdirSync(join(module, group)).flatMap((version) => {
        const file = join(module, group, version, 'types.go')
        return existsSync(file) ? [{ name: `${group}.${version}`, text: readFileSync(file, 'utf8') }] : []
      }),
    )
}

/** Each type with a closed set of values. */
function setsIn(text: string): [string, string[]][] {
  const types = [...text.matchAll(/^\/\/ \+enum\n(?:\/\/.*\n)*type (\w+) string$/gm)].map(([, type = '']) => type)
  return types.map((type) => {
    // `A Type = "a"`, or `A = Type("a")`; one that is made of another constant leaves the set open.
    const constants = text.matchAll(new RegExp(`^\\s+\\w+\\s+(?:${type}\\s*=\\s*|=\\s*${type}\\()(?:"([^"]*)")?`, 'gm'))
    const values = [...constants].map(([, value]) => value)
    return [type, values.every((value) => value !== undefined) ? values.sort() : []]
  })
}

function fieldsIn(
  { name, text }: Package,
  sets: ReadonlyMap<string, readonly string[]>,
): [string, readonly string[]][] {
  const imports = new Map(
    [...text.matchAll(/^\s+(?:(\w+) )?"k8s\.io\/api\/(\w+)\/(\w+)"$/gm)].map(([, alias, group, version]) => [
      alias ?? version,
      `${group}.${version}`,
    ]),
  )
  return [...text.matchAll(/^type (\w+) struct \{\n(.*?)^\}/gms)].flatMap(([, struct, body = '']) =>
    [...body.matchAll(/^\s+\w+\s+(?:\[\])?\*?(?:(\w+)\.)?(\w+)\s+`json:"([\w$-]+)/gm)].flatMap(
      ([, alias, type, field]): [string, readonly string[]][] => {
        const set = sets.get(`${alias === undefined ? name : imports.get(alias)}.${type}`)
        return set === undefined || set.length === 0 ? [] : [[`${name}.${struct}.${field}`, set]]
      },
    ),
  )
}
