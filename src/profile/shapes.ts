import * as z from 'zod/mini'

/** The forms of kdeploy.yaml and the profile files; check.ts turns what zod finds into errors with file and line. */
const text = z.string().check(z.minLength(1))
const json = z.record(z.string(), z.unknown())

/** What every source takes. */
const common = {
  /** Puts the values under this variable instead of among the variables. */
  as: z.optional(text),
  /** Only these keys; each must be there. */
  keys: z.optional(z.array(text).check(z.minLength(1))),
  /** It may be absent; unreachable, forbidden or failed is an error all the same. */
  optional: z.optional(z.boolean()),
  /** Its values are masked. Secrets and SOPS are so by nature. */
  sensitive: z.optional(z.boolean()),
  /** Stands for the source where nothing may be read: `validate`, `--offline`. */
  example: z.optional(json),
}

/** A name, or the objects with a label; `selector:` may also stand beside an empty name. */
const object = z.nullable(z.union([text, z.strictObject({ selector: text })]))
const live = {
  ...common,
  namespace: z.optional(text),
  selector: z.optional(text),
  /** As `example` of any source; a live object's data are strings. */
  example: z.optional(z.record(z.string(), z.string())),
}
/** `text` is the content as it is; `binary` is it in base64, and the only one that takes what isn't UTF-8. */
const format = z.optional(z.enum(['json', 'yaml', 'dotenv', 'text', 'binary']))

/** Each source by the key that names it. To add one: its shape here, its reader in src/sources/registry.ts. */
export const sourceShapes = {
  file: z.strictObject({ file: text, format, ...common }),
  configMap: z.strictObject({ configMap: object, ...live }),
  secret: z.strictObject({ secret: object, ...live }),
  sops: z.strictObject({ sops: text, format, ...common }),
  command: z.strictObject({
    command: z.array(z.string()).check(z.minLength(1)),
    /** A duration such as 10s or 1m. Default 30s. */
    timeout: z.optional(z.union([text, z.number().check(z.positive())])),
    format,
    ...common,
  }),
  environment: z.strictObject({ environment: z.array(text).check(z.minLength(1)), ...common }),
} as const

export type SourceType = keyof typeof sourceShapes

const settings = {
  namespace: z.optional(text),
  kubeContext: z.optional(text),
  templates: z.optional(z.array(text).check(z.minLength(1))),
  variables: z.optional(json),
  guard: z.optional(
    z.strictObject({ kubeContext: z.optional(text), cluster: z.optional(text), namespace: z.optional(text) }),
  ),
  confirm: z.optional(z.boolean()),
}

/** A profile file; the items of variablesFrom are checked one by one by their own shape. */
export const profileShape = z.strictObject({ ...settings, variablesFrom: z.optional(z.array(z.unknown())) })

/** Jinja2's own option names (Jinja2 3.1 `Environment`). */
export const jinjaShape = z.strictObject({
  block_start_string: z.optional(text),
  block_end_string: z.optional(text),
  variable_start_string: z.optional(text),
  variable_end_string: z.optional(text),
  comment_start_string: z.optional(text),
  comment_end_string: z.optional(text),
  line_statement_prefix: z.optional(z.nullable(text)),
  line_comment_prefix: z.optional(z.nullable(text)),
  trim_blocks: z.optional(z.boolean()),
  lstrip_blocks: z.optional(z.boolean()),
  newline_sequence: z.optional(z.enum(['\n', '\r\n', '\r'])),
  keep_trailing_newline: z.optional(z.boolean()),
  autoescape: z.optional(z.boolean()),
  undefined: z.optional(z.enum(['default', 'strict', 'chainable', 'debug'])),
  extensions: z.optional(z.array(text)),
})

/** A field of the objects of a kind, or of one of them, e.g. `spec.replicas`. */
const forcedFieldShape = z.strictObject({
  kind: text,
  name: z.optional(text),
  field: text,
})

export const projectShape = z.strictObject({
  name: z.optional(z.string().check(z.regex(/^[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?$/), z.maxLength(63))),
  profile: z.optional(z.unknown()),
  jinja: z.optional(jinjaShape),
  /** Taken over from whatever field manager holds them, as --force-conflicts does with all. */
  forceConflicts: z.optional(z.array(forcedFieldShape)),
  /** What exists and isn't part of the release is taken over, as --adopt does. */
  adopt: z.optional(z.boolean()),
  /** Field managers whose fields an adoption takes over, besides those of kubectl and Helm. */
  adoptFrom: z.optional(z.array(text)),
  /** What others set and is no drift: all that a manager sets, or a field of a kind. */
  ignoreDrift: z.optional(z.array(z.union([z.strictObject({ manager: text }), forcedFieldShape]))),
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
}

export type JinjaOptions = z.infer<typeof jinjaShape>
export type ProfileShape = z.infer<typeof profileShape>
export type SourceShape = { [Type in SourceType]: z.infer<(typeof sourceShapes)[Type]> }
