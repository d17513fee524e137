import type { Command } from 'commander'

/** The headings of a command's options in their order, each with its options; the command's own stand first. */
const optionGroups: readonly (readonly [heading: string, ...names: string[]])[] = [
  ['Which release, and on which cluster:', 'profile', 'project', 'namespace', 'context', 'kubeconfig'],
  ['Several releases:', 'changed-since', 'with-needs', 'releases-at-a-time', 'canary', 'bake', 'batch'],
  ['Its variables:', 'values', 'set', 'set-string', 'set-json', 'set-file', 'no-commands'],
  [
    'How objects are treated:',
    ...['adopt', 'adopt-from', 'force-conflicts', 'revert-drift', 'replace', 'no-prune', 'also-delete', 'also-restore'],
    ...['skip-references', 'create-namespace', 'allow-empty', 'check-all', 'concurrency', 'history-limit', 'no-hooks'],
  ],
  ['Waiting:', 'timeout', 'stable-for', 'no-wait', 'wait', 'watch', 'lock-timeout'],
  ['Output:', 'output', 'output-dir', 'secrets', 'report', 'comment', 'ci', 'quiet', 'no-pager', 'digests'],
  ['For every command:', 'as', 'as-uid', 'as-group', 'verbose', 'version', 'help'],
]

const commandGroups: Readonly<Record<string, readonly string[]>> = {
  'Write templates:': ['init', 'render', 'explain', 'profiles', 'validate', 'test', 'changed'],
  'Deploy:': ['diff', 'apply', 'promote', 'undo', 'restart', 'rename', 'delete', 'freeze', 'thaw', 'sweep'],
  'See what runs:': ['status', 'history', 'images'],
}

/** Where the commands stand that are none of these. */
export const otherCommands = 'Use kdeploy:'

/** Sets under which heading the help of a command lists each of its options, and the help of the program the command. */
export function groupInHelp(command: Command): void {
  for (const option of command.options) {
    const [heading] = optionGroups.find(([, ...names]) => names.includes(option.name())) ?? []
    if (heading !== undefined) option.helpGroup(heading)
  }
  const [heading] = Object.entries(commandGroups).find(([, names]) => names.includes(command.name())) ?? []
  if (heading !== undefined && command.parent?.parent === null) command.helpGroup(heading)
}

/** Groups in the order of the tables; any other stands first. */
export function inOrder<Item>(groups: ReadonlyMap<string, Item[]>): Map<string, Item[]> {
  const headings = [...optionGroups.map(([heading]) => heading), ...Object.keys(commandGroups), otherCommands]
  return new Map([...groups].toSorted(([a], [b]) => headings.indexOf(a) - headings.indexOf(b)))
}
