import { type Filter, registry } from '../filters/filter.ts'
import { combineFilters } from './combine.ts'
import { encodeFilters } from './encode.ts'
import { jsonFilters } from './json.ts'
import { logicFilters } from './logic.ts'
import { regexFilters } from './regex.ts'
import { yamlFilters } from './yaml.ts'

/** The extension `kdeploy.ansible`: filters of ansible-core that deploy templates use, by name. */
export const ansibleFilters: ReadonlyMap<string, Filter> = registry(
  combineFilters,
  encodeFilters,
  jsonFilters,
  logicFilters,
  regexFilters,
  yamlFilters,
)
