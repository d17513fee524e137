import * as z from 'zod/mini'
import { nonEmptyText } from '../profile/shapes.ts'

/** The form of a test file; profile/check.ts turns what zod finds into errors with file and line. */

const selector = {
  kind: z.optional(nonEmptyText),
  namespace: z.optional(nonEmptyText),
  name: z.optional(nonEmptyText),
}

/** Manifests by what identifies them; whatever is left out is any. */
const selectorShape = z.strictObject(selector)

/** What is to be so of the manifests that it selects. */
const assertionShape = z.strictObject({
  ...selector,
  /** How many there are. Default: at least one. */
  count: z.optional(z.int().check(z.gte(0))),
  /** What each of them has at a path: a value, or a map of matchers (matcher.ts). */
  fields: z.optional(z.record(z.string(), z.unknown())),
})

/** The error that rendering ends with. */
const errorShape = z.strictObject({
  code: z.optional(nonEmptyText),
  /** A part of its message. */
  message: z.optional(nonEmptyText),
  /** `templates/web.yaml` or `templates/web.yaml:12`, from the project's folder. */
  at: z.optional(nonEmptyText),
})

const profiles = {
  profile: z.optional(nonEmptyText),
  /** Names and globs: the test runs once for each. */
  profiles: z.optional(z.array(nonEmptyText).check(z.minLength(1))),
}

const testShape = z.strictObject({
  name: nonEmptyText,
  ...profiles,
  /** Over all that the profile sets, as a --values file. */
  variables: z.optional(z.record(z.string(), z.unknown())),
  /** Variables (`db.host`) that are taken away: as if nothing set them. */
  without: z.optional(z.array(nonEmptyText).check(z.minLength(1))),
  expect: z.optional(z.array(assertionShape)),
  /** Manifests that are kept in a file and compared with it; true: all of them, false: none. */
  snapshot: z.optional(z.union([z.boolean(), selectorShape, z.array(selectorShape).check(z.minLength(1))])),
  error: z.optional(errorShape),
})

export const testFileShape = z.strictObject({
  /** For tests that name none. */
  ...profiles,
  tests: z.optional(z.array(testShape)),
})

export type TestShape = z.infer<typeof testShape>
export type Selector = z.infer<typeof selectorShape>
