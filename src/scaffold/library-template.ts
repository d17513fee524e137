/** What the comment at the top of a library template says. */
export interface LibraryTemplate {
  /** Without its ending: `cron-job`. */
  readonly name: string
  /** What it is, without the article: `scheduled job`. */
  readonly summary: string
  /** The variables that it can't do without. */
  readonly needs: readonly string[]
}

/** Reads a template's comment; undefined where it has none, as the templates of the example. */
export function describeTemplate(file: string, text: string): LibraryTemplate | undefined {
  const [, comment] = /^\{#-?\s*([\s\S]*?)-?#\}/.exec(text) ?? []
  if (comment === undefined) return undefined
  const [summary = ''] = comment.split(/[:.;,]\s|\s\(/, 1)
  return {
    name: file.replace(/\.yaml$/, ''),
    summary: summary.replace(/\s+/g, ' ').replace(/^(?:An?|The) /, ''),
    needs: comment.split('\n').flatMap(neededIn),
  }
}

/** The variables of a line such as `app, image  needed`. */
function neededIn(line: string): string[] {
  const [, names = ''] = /^([a-z]\w*(?:, [a-z]\w*)*)(?: \*)?\s.*\bneeded$/.exec(line) ?? []
  return names === '' ? [] : names.split(', ')
}
