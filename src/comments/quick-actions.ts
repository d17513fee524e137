/**
 * A text without quick actions: GitLab would carry out a line such as `/merge` (docs.gitlab.com, "GitLab quick actions"). A word joiner,
 * which isn't seen, stands before its slash. Lines of a fenced block are none to GitLab, and are copied by readers: they stay.
 */
export function withoutActions(text: string): string {
  let fence = ''
  const lines = text.split('\n').map((line) => {
    const [, mark = '', behind = ''] = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line.trimEnd()) ?? []
    if (fence !== '') {
      if (mark.startsWith(fence) && behind === '') fence = ''
      return line
    }
    // A fence of backticks has none behind it.
    if (mark !== '' && !(mark.startsWith('`') && behind.includes('`'))) {
      fence = mark
      return line
    }
    return line.replace(/^([ \t]*)\/(?=[a-z])/i, '$1\u2060/')
  })
  // A fence that is never closed is no reason to trust what stands in it.
  return fence === '' ? lines.join('\n') : text.replace(/^([ \t]*)\/(?=[a-z])/gim, '$1\u2060/')
}
