import { type Filter, registry } from '../filters/filter.ts'
import { compareTests } from './compare.ts'
import { typeTests } from './types.ts'
import { valueTests } from './values.ts'

/** Jinja2 3.1's built-in tests by name. */
export const tests: ReadonlyMap<string, Filter> = registry(typeTests, valueTests, compareTests)
