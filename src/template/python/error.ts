/**
 * An exception of Python or Jinja2 as a template sees it: `name` is the class name (`TypeError`, `KeyError`,
 * `UndefinedError`, `FilterArgumentError`, …; `LimitError` is ours), `message` is `str(exception)`.
 */
export class PyError extends Error {
  override readonly name: string
  /** Texts of sensitive arguments of the call that failed: the message quotes no part of them, however short. */
  sensitive: readonly string[] = []

  constructor(name: string, message: string) {
    super(message)
    this.name = name
  }
}

/** Throws a PyError of that class name. */
export function raise(name: string, message: string): never {
  throw new PyError(name, message)
}

const failedLookups = new Set(['AttributeError', 'TypeError', 'KeyError', 'IndexError', 'LookupError'])

/** Whether Jinja2's Environment.getitem and getattr turn this error into an undefined value. */
export function isFailedLookup(error: unknown): error is PyError {
  return error instanceof PyError && failedLookups.has(error.name)
}
