/** What no Jinja2 expression begins with: Go's templates (`{{ .Name }}`, `{{ $labels.job }}`), Handlebars (`{{#if}}`), Mustache (`{{> part}}`). */
const foreignStart = /^-?\s*[.$#/>@^]/
/** Go's keywords and functions as it calls them: without parentheses. */
const goCall =
  /^-?\s*(?:(?:if|with|range|else|define|template|block|include|printf|print|len|index|eq|ne|and|or|not|toYaml|default|required)\s+(?![|=)]|[<>!]=|in\b|is\b|and\b|or\b|if\b|else\b)\S|(?:end|else)\s*-?$)/
const goVariable = /(?:^|[\s(])\$\w*|:=|\s\.[A-Z]\w*/
/** What Argo Workflows, GitHub Actions, Helm and Prometheus name in braces, where a template names it without declaring it. */
const foreignNames =
  /^-?\s*(?:inputs|outputs|workflow|steps|tasks|pod|item|github|secrets|matrix|Values|Release|Chart)\b\s*(?:[.[]|$)/

/** Whether the braces that hold an offset of a template's text are those of another language than Jinja2. */
export function isForeign(
  text: string,
  offset: number,
  braces: { readonly start: string; readonly end: string },
): boolean {
  const from = text.lastIndexOf(braces.start, offset)
  if (from < 0) return false
  const inside = from + braces.start.length
  const end = text.indexOf(braces.end, inside)
  if (end >= 0 && end + braces.end.length <= offset) return false
  const expression = text.slice(inside, end < 0 ? undefined : end).split('\n', 1)[0] ?? ''
  return [foreignStart, goCall, goVariable, foreignNames].some((pattern) => pattern.test(expression))
}
