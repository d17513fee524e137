/** What a terminal, a CI's log or a reader must not be made to act on. */
export const hostile: Readonly<Record<string, string>> = {
  'a colour': '\u001b[31m',
  'a title': '\u001b]0;title\u0007',
  'a cursor': '\u001b[2A\u001b[2K',
  'a link': '\u001b]8;;https://evil.example\u001b\\',
  'a bare escape': '\u001b',
  'a bell': '\u0007',
  'a carriage return': '\rdone: revision 3',
  'a backspace': '\b\b\b',
  'an 8-bit sequence': '\u009b31m\u009d0;title\u009c',
  'a delete': '\u007f',
  'an override': '\u202eyadot\u202c',
  'an isolate': '\u2066a\u2069',
  'a mark': '\u200e\u200f\u061c',
  'a line separator': '\u2028done: revision 3',
  'a paragraph separator': '\u2029done: revision 3',
  'characters without width': '\u200b\u2060\ufeff\u200d',
  tags: '\u{e0041}\u{e007f}',
  'a line break': '\ndone: revision 3',
  'a command to GitHub': '\n  ::add-mask::x',
  'a command to Azure': ' ##vso[a]b ##[c]',
}

/** All of it, as a name that somebody chose. */
export const hostileName = `ev${Object.values(hostile).join('')}il`

/** kdeploy's own: its colours, and what a live view needs. */
const own = /\u001b\[(?:(?:[1-9]|[23][0-9])m|\?25[lh]|\d*[AJK])|\r(?=\u001b\[)|(?<=\u001b\[\?25l)\r/g

/** What a terminal would act on in what it was sent, but for kdeploy's own sequences; a terminal's driver adds carriage returns. */
export function actingIn(sent: string, { onTerminal = false } = {}): string[] {
  const text = onTerminal ? sent.replace(/\r+\n/g, '\n').replace(own, '') : sent
  return [...(text.match(acting) ?? []), ...(text.match(obeyed) ?? [])]
}

const obeyed = /^\s*::[\w-]+.*::|##[a-z]*\[/gim

const acting =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/gu

/** Lines that look as if kdeploy had said them. */
export function forgedIn(sent: string): string[] {
  return sent.split(/\r*\n|\r/).filter((line) => /^(?:done|undone|failed): revision 3/.test(line))
}
