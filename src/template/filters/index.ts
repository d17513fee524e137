import { caseFilters } from './case.ts'
import { type Filter, registry } from './filter.ts'
import { groupFilters } from './group.ts'
import { htmlFilters } from './html.ts'
import { mapFilters } from './map.ts'
import { numberFilters } from './numbers.ts'
import { sequenceFilters } from './sequence.ts'
import { serializeFilters } from './serialize.ts'
import { textFilters } from './text.ts'
import { urlFilters } from './url.ts'
import { wrapFilters } from './wrap.ts'

/** Jinja2 3.1's built-in filters by name. A new filter is one entry in its family's file. */
export const filters: ReadonlyMap<string, Filter> = registry(
  caseFilters,
  groupFilters,
  htmlFilters,
  mapFilters,
  numberFilters,
  sequenceFilters,
  serializeFilters,
  textFilters,
  urlFilters,
  wrapFilters,
)
