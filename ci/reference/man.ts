import { about, exitMeanings, files, otherVariables } from './about.ts'
import { type CommandReference, groupsOf, type OptionReference, type ProgramReference } from './definitions.ts'

/** What the pages are of. `date`: `2026-11-30`. */
export interface Release {
  readonly version: string
  readonly date: string
}

/** The pages of man by their file names: one of kdeploy, and one of each command, kdeploy-apply.1. In man(7), which every man reads. */
export function manPages(program: ProgramReference, release: Release): Map<string, string> {
  const pages = new Map([['kdeploy.1', overview(program, release)]])
  for (const command of program.commands) pages.set(fileOf(command), page(command, program, release))
  return pages
}

/** The files of the pages, for package.json. */
export function manFiles({ commands }: ProgramReference): readonly string[] {
  return ['kdeploy.1', ...commands.map(fileOf)].map((name) => `./man/${name}`)
}

function overview({ description, options, commands }: ProgramReference, release: Release): string {
  return document('kdeploy', release, [
    ...section('NAME', nameLines('kdeploy', 'render, diff, apply and undo Kubernetes releases')),
    ...section('SYNOPSIS', ['.B kdeploy', '.I command', '[options]']),
    ...section('DESCRIPTION', paragraphs(description)),
    ...section(
      'COMMANDS',
      commands.flatMap(({ name, summary }) =>
        item(`\\fBkdeploy ${escaped(name)}\\fR`, `${summary} (${titleOf(name)}(1))`),
      ),
    ),
    ...section('OPTIONS', optionLines(options)),
    ...section('ENVIRONMENT', [
      ...paragraphs(
        'Each option has a variable: KDEPLOY_ and its name, --no-wait is KDEPLOY_NO_WAIT=1. The command line counts before them.',
      ),
      ...otherVariables.flatMap(([name, meaning]) => item(`\\fB${escaped(name)}\\fR`, meaning)),
    ]),
    ...section(
      'FILES',
      files.flatMap(([path, meaning]) => item(`\\fI${escaped(path)}\\fR`, meaning)),
    ),
    ...exitStatus(Object.keys(exitMeanings).map(Number)),
    ...section('EXAMPLES', [
      ...paragraphs('Show what a deploy would change, deploy it, and take it back:'),
      ...example(['kdeploy diff -p prod_cthulu', 'kdeploy apply -p prod_cthulu', 'kdeploy undo -p prod_cthulu']),
    ]),
    ...section('SEE ALSO', seeAlso(commands.map(({ name }) => titleOf(name)))),
  ])
}

function page(command: CommandReference, { commands }: ProgramReference, release: Release): string {
  const { name, summary, description } = command
  const known = about[name]
  if (known === undefined) throw new Error(`ci/reference/about.ts has no row for ${name}`)
  const related = commands
    .map((one) => one.name)
    .filter((other) => other !== name && other.split(' ')[0] === name.split(' ')[0])
  return document(titleOf(name), release, [
    ...section('NAME', nameLines(titleOf(name), summary)),
    ...section('SYNOPSIS', [
      `.B kdeploy ${escaped(name)}`,
      escaped(['[options]', ...command.arguments.map(({ term }) => term)].join(' ')),
    ]),
    ...section('DESCRIPTION', paragraphs(description)),
    ...(command.arguments.length === 0
      ? []
      : section(
          'ARGUMENTS',
          command.arguments.flatMap((one) =>
            item(`\\fI${escaped(one.term)}\\fR`, withChoices(one.description, one.choices)),
          ),
        )),
    ...section('OPTIONS', optionLines(command.options)),
    ...exitStatus([...known.exits, 2, 70, 130, 143].toSorted((a, b) => a - b)),
    ...(command.examples.length === 0 ? [] : section('EXAMPLES', example(command.examples))),
    ...section('SEE ALSO', seeAlso(['kdeploy', ...related.map(titleOf)])),
  ])
}

function document(title: string, { version, date }: Release, lines: readonly string[]): string {
  return [
    '.\\" Made from the definitions of the commands.',
    `.TH ${title.toUpperCase()} 1 ${date} "kdeploy ${version}" "kdeploy"`,
    '.nh',
    '.ad l',
    ...lines,
    '',
  ].join('\n')
}

/** `kdeploy-apply \- deploy …`, which apropos looks for. */
function nameLines(title: string, summary: string): string[] {
  const [first = '', ...rest] = wrapped(`${title}   ${summary}`)
  return [first.replace('   ', ' \\- '), ...rest]
}

function section(name: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`.SH ${name}`, ...lines]
}

function paragraphs(text: string): string[] {
  return text.split('\n').flatMap((one, index) => [...(index === 0 ? [] : ['.PP']), ...sentences(one)])
}

/** Each on lines of its own, as man pages are written, of 80 bytes at most. */
function sentences(text: string): string[] {
  return text.split(/(?<=[.:]) (?=[A-Z])/).flatMap(wrapped)
}

function wrapped(text: string): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const line = lines.at(-1)
    if (line !== undefined && Buffer.byteLength(escaped(`${line} ${word}`)) <= 80)
      lines[lines.length - 1] = `${line} ${word}`
    else lines.push(word)
  }
  return lines.map(escaped)
}

function item(term: string, description: string): string[] {
  return ['.TP', term, ...sentences(description)]
}

function optionLines(options: readonly OptionReference[]): string[] {
  return [...groupsOf(options)].flatMap(([heading, group]) => [
    ...(heading === undefined ? [] : [`.SS ${escaped(heading)}`]),
    ...group.flatMap(optionItem),
  ])
}

function optionItem({ flags, variable, ...option }: OptionReference): string[] {
  const text = [
    option.description,
    ...(option.isRepeatable ? ['repeatable'] : []),
    ...(option.default === undefined ? [] : [`default: ${option.default}`]),
  ].join('; ')
  const named = variable === undefined ? '' : ` [${variable}]`
  return item(`\\fB${escaped(flags)}\\fR`, `${withChoices(text, option.choices)}${named}`)
}

function withChoices(text: string, choices: readonly string[]): string {
  return choices.length === 0 ? text : `${text} (choices: ${choices.join(', ')})`
}

function exitStatus(codes: readonly number[]): string[] {
  return section(
    'EXIT STATUS',
    codes.flatMap((code) => item(`\\fB${code}\\fR`, exitMeanings[code] ?? '')),
  )
}

function example(lines: readonly string[]): string[] {
  return ['.EX', ...lines.map(escaped), '.EE']
}

function seeAlso(titles: readonly string[]): string[] {
  return titles.map((title, index) => `.BR ${escaped(title)} (1)${index < titles.length - 1 ? ',' : ''}`)
}

function titleOf(name: string): string {
  return name === 'kdeploy' ? name : `kdeploy-${name.replaceAll(' ', '-')}`
}

function fileOf({ name }: CommandReference): string {
  return `${titleOf(name)}.1`
}

/** A text line: nothing in it is a request or an escape of roff, and a - can be copied. */
function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('…', '...')
    .replace(/^([.'])/, '\\&$1')
}
