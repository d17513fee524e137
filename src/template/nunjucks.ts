import host from 'nunjucks'

/**
 * What the dialect uses of nunjucks 3.2.4, typed: `@types/nunjucks` leaves out the parser and the shape of
 * precompiled templates. nunjucks itself is not changed.
 */

/** A token as nunjucks' Parser takes it; lines and columns count from 0. */
export interface HostToken {
  readonly type: string
  readonly value: unknown
  readonly lineno: number
  readonly colno: number
}

/** Where nunjucks' Parser gets its tokens. */
export interface HostTokens {
  nextToken(): HostToken | null
}

/** The base class of syntax/cursor.ts. */
export interface HostParser {
  tokens: HostTokens
  nextToken(withWhitespace?: boolean): HostToken | null
  /** Calls parseNodes until one of these tags begins. */
  parseUntilBlocks(...tags: string[]): { readonly children: readonly unknown[] }
  parseAsRoot(): { readonly children: readonly unknown[] }
  parseNodes(): readonly unknown[]
  fail(message: string, lineno?: number, colno?: number): never
}

/** The root function of a precompiled template, as nunjucks' Template.render calls it. */
export type HostRoot = (
  environment: unknown,
  context: { readonly ctx: Readonly<Record<string, unknown>> },
  frame: unknown,
  runtime: unknown,
  callback: (error: unknown, result?: string) => void,
) => void

/** What Loader.getSource returns for a precompiled template. */
export interface HostSource {
  readonly src: { readonly type: 'code'; readonly obj: { readonly root: HostRoot } }
  readonly path: string
  readonly noCache: boolean
}

export interface HostTemplate {
  render(context: Readonly<Record<string, unknown>>): string
}

export interface HostEnvironment {
  getTemplate(name: string): HostTemplate
}

export interface HostLoader {
  getSource(name: string): HostSource | null
}

interface Internals {
  readonly Environment: new (
    loader: HostLoader,
    options: { readonly autoescape: boolean; readonly dev: boolean },
  ) => HostEnvironment
  readonly Loader: new () => object
  readonly Template: new (source: HostSource['src'], environment: HostEnvironment, path: string) => HostTemplate
  readonly parser: { readonly Parser: new (tokens: HostTokens) => HostParser }
  readonly lexer: Readonly<Record<string, string>>
}

// The package's own types declare none of these internals.
export const nunjucks = host as unknown as Internals
