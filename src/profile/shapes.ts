import * as z from 'zod/mini'

/** The forms of kdeploy.yaml and the profile files; check.ts turns what zod finds into errors with file and line. */
export const nonEmptyText = z.string().check(z.minLength(1))
const json = z.record(z.string(), z.unknown())

/** What every source takes, besides what its own file in src/sources adds. */
export const sourceFields = {
  /** Puts the values under this variable instead of among the variables. */
  as: z.optional(nonEmptyText),
  /** Only these keys; each must be there. */
  keys: z.optional(z.array(nonEmptyText).check(z.minLength(1))),
  /** It may be absent; unreachable, forbidden or failed is an error all the same. */
  optional: z.optional(z.boolean()),
  /** Its values are masked. Secrets and SOPS are so by nature. */
  sensitive: z.optional(z.boolean()),
  /** Stands for the source where nothing may be read: `validate`, `--offline`. */
  example: z.optional(json),
}

const guard = z.optional(
  z.strictObject({
    kubeContext: z.optional(nonEmptyText),
    cluster: z.optional(nonEmptyText),
    namespace: z.optional(nonEmptyText),
  }),
)

/** One of the clusters that a profile is deployed to, and what it says over the profile; variablesFrom as in a profile file. */
const clusterShape = z.strictObject({
  kubeContext: z.optional(nonEmptyText),
  guard,
  variables: z.optional(json),
  variablesFrom: z.optional(z.array(z.unknown())),
  /** Deployed before those that aren't. Default: false. */
  canary: z.optional(z.boolean()),
})

/** Lower-case letters, digits, - and ., as names of objects are. */
const clusterName = z.string().check(z.regex(/^[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?$/), z.maxLength(63))

const settings = {
  namespace: z.optional(nonEmptyText),
  kubeContext: z.optional(nonEmptyText),
  templates: z.optional(z.array(nonEmptyText).check(z.minLength(1))),
  variables: z.optional(json),
  guard,
  confirm: z.optional(z.boolean()),
  /** Profiles, or globs of them, that are deployed and ready before this one. */
  needs: z.optional(z.array(nonEmptyText)),
  /** By name; false takes out one that a weaker layer names. Without any, the profile's kube context is its only cluster. */
  clusters: z.optional(z.record(clusterName, z.union([clusterShape, z.literal(false), z.null()]))),
}

/** A profile file; the items of variablesFrom are checked one by one by their own shape. */
export const profileShape = z.strictObject({ ...settings, variablesFrom: z.optional(z.array(z.unknown())) })

/** Jinja2's own option names (Jinja2 3.1 `Environment`). */
export const jinjaShape = z.strictObject({
  block_start_string: z.optional(nonEmptyText),
  block_end_string: z.optional(nonEmptyText),
  variable_start_string: z.optional(nonEmptyText),
  variable_end_string: z.optional(nonEmptyText),
  comment_start_string: z.optional(nonEmptyText),
  comment_end_string: z.optional(nonEmptyText),
  line_statement_prefix: z.optional(z.nullable(nonEmptyText)),
  line_comment_prefix: z.optional(z.nullable(nonEmptyText)),
  trim_blocks: z.optional(z.boolean()),
  lstrip_blocks: z.optional(z.boolean()),
  newline_sequence: z.optional(z.enum(['\n', '\r\n', '\r'])),
  keep_trailing_newline: z.optional(z.boolean()),
  autoescape: z.optional(z.boolean()),
  undefined: z.optional(z.enum(['default', 'strict', 'chainable', 'debug'])),
  extensions: z.optional(z.array(nonEmptyText)),
})

/** A field of the objects of a kind, or of one of them, e.g. `spec.replicas`. */
const forcedFieldShape = z.strictObject({
  kind: nonEmptyText,
  name: z.optional(nonEmptyText),
  field: nonEmptyText,
})

const rulesShape = z.union([nonEmptyText, z.array(nonEmptyText).check(z.minLength(1))])

/** When the objects of a kind are ready or have failed, and whether they are waited for. */
const readinessShape = z.strictObject({
  /** Default: the kind in whatever group. */
  group: z.optional(z.string()),
  kind: nonEmptyText,
  /** As the annotations kdeploy.dev/ready-when and fail-when take them. */
  readyWhen: z.optional(rulesShape),
  failWhen: z.optional(rulesShape),
  wait: z.optional(z.boolean()),
})

/** What `kdeploy validate` goes by. */
const validateShape = z.strictObject({
  /** The Kubernetes version that manifests are for, `1.36`. Default: the newest that is known. */
  kubeVersion: z.optional(nonEmptyText),
  /** Files with CustomResourceDefinitions: globs from the project's folder. */
  crds: z.optional(z.array(nonEmptyText)),
  /** How grave it is to break a rule, by the rule's name. */
  rules: z.optional(z.record(nonEmptyText, z.enum(['off', 'warning', 'error']))),
  /** Objects that a rule doesn't look at. */
  except: z.optional(
    z.array(
      z.strictObject({
        rule: nonEmptyText,
        kind: z.optional(nonEmptyText),
        /** A name, or a glob. */
        name: z.optional(nonEmptyText),
        reason: nonEmptyText,
      }),
    ),
  ),
})

/** A step of the order in which several releases are deployed, and what comes after it. */
const orderStepShape = z.strictObject({
  /** Globs. Without these and `clusters`: all that is left. */
  profiles: z.optional(z.array(nonEmptyText).check(z.minLength(1))),
  clusters: z.optional(z.array(nonEmptyText).check(z.minLength(1))),
  /** How many of them at a time; default: all. */
  batch: z.optional(z.int().check(z.gte(1))),
  /** A duration: how long what was deployed must stay healthy before the next step. */
  bake: z.optional(nonEmptyText),
  /** A program that must exit with 0 before the next step. */
  command: z.optional(z.array(nonEmptyText).check(z.minLength(1))),
  /** Of the command; default 10m. */
  timeout: z.optional(nonEmptyText),
  /** Whether a person is asked before the next step. */
  ask: z.optional(z.boolean()),
})

/** Revisions that a release may keep: each run reads them all. */
const mostRevisions = 50

export const projectShape = z.strictObject({
  name: z.optional(z.string().check(z.regex(/^[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?$/), z.maxLength(63))),
  profile: z.optional(z.unknown()),
  jinja: z.optional(jinjaShape),
  /** Taken over from whatever field manager holds them, as --force-conflicts does with all. */
  forceConflicts: z.optional(z.array(forcedFieldShape)),
  /** What exists and isn't part of the release is taken over, as --adopt does. */
  adopt: z.optional(z.boolean()),
  /** Field managers whose fields an adoption takes over, besides those of kubectl and Helm. */
  adoptFrom: z.optional(z.array(nonEmptyText)),
  /** What others set and is no drift: all that a manager sets, or a field of a kind. */
  ignoreDrift: z.optional(z.array(z.union([z.strictObject({ manager: nonEmptyText }), forcedFieldShape]))),
  /** Fields that no diff shows, though they are applied. */
  ignoreDiff: z.optional(z.array(forcedFieldShape)),
  /** How many revisions of a release are kept, as --history-limit says. */
  historyLimit: z.optional(z.int().check(z.gte(1), z.lte(mostRevisions))),
  /** Rules of readiness for all objects of a kind. */
  readiness: z.optional(z.array(readinessShape)),
  /** A JSON Schema of all variables, or the file that holds it. */
  schema: z.optional(z.union([nonEmptyText, json])),
  validate: z.optional(validateShape),
  /** In which steps several releases are deployed. */
  order: z.optional(z.array(orderStepShape)),
  secrets: z.optional(
    z.strictObject({
      /** A sensitive value anywhere but in the data of a Secret is an error, not a warning. */
      strict: z.optional(z.boolean()),
    }),
  ),
})

type ForcedFieldShape = z.infer<typeof forcedFieldShape>

/** What kdeploy.yaml says of the ownership of fields. */
export interface OwnershipShape {
  readonly forcedFields: readonly ForcedFieldShape[]
  readonly adopt: boolean
  readonly adoptFrom: readonly string[]
  readonly ignored: readonly ({ readonly manager: string } | ForcedFieldShape)[]
  readonly unshown: readonly ForcedFieldShape[]
}

export type OrderStepShape = z.infer<typeof orderStepShape>
export type ValidateShape = z.infer<typeof validateShape>
export type ReadinessShape = z.infer<typeof readinessShape>
export type JinjaOptions = z.infer<typeof jinjaShape>
export type ProfileShape = z.infer<typeof profileShape>
export type SourceOptions = z.infer<z.ZodMiniObject<typeof sourceFields>>
