import type { Place } from '../errors.ts'
import type { FieldPath } from '../field-path.ts'
import type { Json } from '../json-map.ts'
import type { SourceOptions } from '../profile/shapes.ts'
import type { SourceForm, SourceSpec } from '../profile/source-spec.ts'

/** All that kdeploy knows of one type of source. A new one is one file and one line of the registry. */
export interface Source<Options extends SourceOptions = SourceOptions> extends SourceForm<Options> {
  /**
   * What it reads: files of the `project`, before all other sources; what this `process` was given; or something `outside`, for
   * which the guard must match, and for which `example:` stands offline.
   */
  readonly reads: 'project' | 'process' | 'outside'
  /** It runs a program, with what the machine's environment gives it. */
  readonly runsProgram?: boolean
  /** Whether its values are sensitive if `sensitive:` doesn't say: what was `read`, or `always`, its example too. Default: no. */
  readonly sensitive?: 'read' | 'always' | undefined
  /** What follows its name in the error that it is absent. Default: `doesn't exist`. */
  readonly absence?: string
  /** Why its fields take no sensitive value, and what to do. Default: the names that they mostly are show everywhere. */
  readonly fieldHint?: string
  /** The file of the project that it decrypts, from its folder. Default: none. */
  encrypted?(spec: SourceSpec<Options>, render: RenderField): string | undefined
  /** Reads it; read-source.ts judges `keys`, `as`, `optional` and `sensitive`. @throws KdeployError naming the source */
  read(
    spec: SourceSpec<Options>,
    render: RenderField,
    world: SourceWorld,
  ): Promise<SourceData | MissingSource> | SourceData | MissingSource
  /** What HASHES calls it, even if it is absent; only live sources have a hash. */
  hashName?(spec: SourceSpec<Options>, render: RenderField): string | undefined
}

/** What a source gave. */
export interface SourceData {
  /** A map, or a text (`format: text`, and `binary`, in base64), which needs `as`. */
  readonly values: { readonly [name: string]: Json } | string
  /** Every key there is, where `values` hasn't all of them; for "did you mean". */
  readonly keys?: readonly string[] | undefined
  /** For people: `ConfigMap my-ns/shared`, `shared.yaml`, `command vault kv get`. */
  readonly label: string
  /** Where a value is, for sources that are files of the project; undefined: where the source was asked for. */
  readonly placeOf?: ((path: FieldPath) => Place) | undefined
  /** Whether a number is written as a float. */
  readonly isFloat?: ((path: FieldPath) => boolean) | undefined
  /** Its strings may be templates. Default false: they are literal. */
  readonly template?: boolean
}

/** The source doesn't exist: what `optional: true` covers. `what` says what was looked for. */
export interface MissingSource {
  readonly absent: string
  /** A live source's namespace, where that isn't there either. */
  readonly namespace?: string | undefined
}

/** What readers may reach; each is given, none is looked for. */
export interface SourceWorld {
  /** The project's folder: relative paths start there, commands run there. */
  readonly folder: string
  /** The bytes of a file that is named at `place`, each read once; undefined where there is none. Throws where it lies outside. */
  readonly readBytes: (path: string, place: Place, isSensitive?: boolean) => Buffer | undefined
  /** A file's path as messages name it. */
  readonly nameOf: (path: string) => string
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The release's namespace; undefined where none is decided. */
  readonly namespace: string | undefined
  /** Throws where no cluster can be asked, naming why. */
  readonly live: () => Promise<LiveReader>
  readonly signal: AbortSignal | undefined
  /** Told which source was read, never what it gave. */
  readonly trace?: ((line: string) => void) | undefined
}

/**
 * A source's own field, rendered with file and `--set` variables. @throws KdeployError `setting-sensitive` where a sensitive
 * value would get into it, so that it may be shown, and stand in arguments and requests
 */
export type RenderField = (text: string, path: FieldPath) => string

/** A parsed text: a map, or the text itself; `placeOf` is a line of the text. */
export interface Parsed {
  readonly values: { readonly [name: string]: Json } | string
  readonly placeOf: (path: FieldPath) => { readonly line: number } | undefined
  /** Whether a number is written as a float. */
  readonly isFloat?: ((path: FieldPath) => boolean) | undefined
}

export type LiveKind = 'ConfigMap' | 'Secret'

/** A ConfigMap or a Secret as the API server gives it, as far as sources read it. */
export interface LiveObject {
  readonly metadata: { readonly name: string }
  readonly data?: unknown
  /** Of a ConfigMap. */
  readonly binaryData?: unknown
}

/** Reads live objects; what it throws names the failure, not who asked. */
export interface LiveReader {
  /** null where there is none. */
  get(kind: LiveKind, namespace: string, name: string): Promise<LiveObject | null>
  /** Whether there is such a namespace; true where that may not be asked. Without it, no error says so. */
  hasNamespace?(namespace: string): Promise<boolean>
  /** Those with the labels. */
  list(kind: LiveKind, namespace: string, labelSelector: string): Promise<readonly LiveObject[]>
}
