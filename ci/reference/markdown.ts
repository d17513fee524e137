import { about } from './about.ts'
import { type CommandReference, groupsOf, type OptionReference, type ProgramReference } from './definitions.ts'

/** docs/reference/commands.md */
export function commandsPage({ description, options, commands }: ProgramReference): string {
  const top = commands.filter(({ name }) => !name.includes(' '))
  return [
    '# Commands',
    '<!-- Made by `npm run reference` from the definitions of the commands. -->',
    sentences(description),
    `\`kdeploy COMMAND --help\` shows a command's options, and so does \`man kdeploy-COMMAND\` where the package is installed with \`npm install --global\`.
Each option has an environment variable ([environment](environment.md)).
Commands that render nothing (\`history\`, \`status\`, \`delete\`, \`restart\`, \`rename\`) take \`--values\`, \`--set\`, \`--set-string\` and \`--set-file\`, too, as a namespace may depend on them.`,
    table(
      ['command', 'what it does'],
      top.map(({ name, summary }) => [`[\`kdeploy ${name}\`](#kdeploy-${name})`, prose(summary)]),
    ),
    'These options may also stand before the name of a command:',
    ...optionTables(options),
    ...commands.map(section),
  ]
    .join('\n\n')
    .concat('\n')
}

function section(command: CommandReference): string {
  const { name, usage, description } = command
  const known = about[name]
  if (known === undefined) throw new Error(`ci/reference/about.ts has no row for ${name}`)
  const exits = [...known.exits, 2].toSorted((a, b) => a - b)
  const links = known.pages.map(([path, title]) => `[${title}](${fromReference(path)})`)
  return [
    `## kdeploy ${name}`,
    `\`\`\`text\n${usage}\n\`\`\``,
    sentences(description),
    ...(command.arguments.length === 0
      ? []
      : [
          table(
            ['argument', 'what it is'],
            command.arguments.map((one) => [
              code(one.term),
              `${prose(one.description)}${one.choices.length === 0 ? '' : `: ${one.choices.map(code).join(', ')}`}`,
            ]),
          ),
        ]),
    ...optionTables(command.options),
    ...(command.examples.length === 0
      ? []
      : [
          `<!-- no-run: each is for a project and a release of its own -->\n\`\`\`sh no-run\n${command.examples.join('\n')}\n\`\`\``,
        ]),
    `Exit codes: ${exits.join(', ')}, and [those of every command](exit-codes.md).`,
    `Explained in ${links.join(', ')}.`,
  ].join('\n\n')
}

function optionTables(options: readonly OptionReference[]): string[] {
  return [...groupsOf(options)].flatMap(([heading, group]) => [
    ...(heading === undefined ? [] : [`**${heading}**`]),
    optionTable(group),
  ])
}

function optionTable(options: readonly OptionReference[]): string {
  return table(
    ['option', 'what it does', 'variable'],
    options.map(({ flags, variable, ...option }) => [
      code(flags),
      [
        prose(option.description),
        ...(option.isRepeatable ? ['repeatable'] : []),
        ...(option.choices.length === 0 ? [] : [`one of ${option.choices.map(code).join(', ')}`]),
        ...(option.default === undefined
          ? []
          : [`default: ${isWord(option.default) ? code(option.default) : option.default}`]),
      ].join('; '),
      variable === undefined ? '' : code(variable),
    ]),
  )
}

function isWord(text: string): boolean {
  return /^[\w.-]+$/.test(text)
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n')
}

/** One sentence a line, as all pages are. */
function sentences(text: string): string {
  return prose(text).replace(/(?<=[.:]) (?=[A-Z])/g, '\n')
}

/** A text of the help as Markdown: links to pages, and code where it is code; nothing in it is HTML or a template of the site. */
export function prose(text: string): string {
  const pattern =
    /docs\/([\w/-]+\.md)|\{\{.*?\}\}|(?<![\w-])--?[a-zA-Z][\w-]*(?: (?=FILE\b)FILE)?|\b(?:KDEPLOY_[A-Z_]+|PROFILE|GITHUB_[A-Z_]+|GITLAB_CI)\b|\$[A-Z_]+|\bkdeploy\.(?:yaml|dev\/[\w-]+(?:: \w+)?)|\b[\w*]+\/\*?[\w*.-]+\.(?:yaml|json)|"(kdeploy [^"]+|kubectl [^"]+)"|[<>]/g
  return text.replace(pattern, (found: string, page: string | undefined, command: string | undefined) => {
    if (page !== undefined) return `[${page.split('/').at(-1)?.replace('.md', '')}](${fromReference(page)})`
    if (command !== undefined) return code(command)
    return found === '<' || found === '>' ? `\\${found}` : code(found)
  })
}

function code(text: string): string {
  return `\`${text}\``
}

function fromReference(path: string): string {
  return path.startsWith('reference/') ? path.slice('reference/'.length) : `../${path}`
}
