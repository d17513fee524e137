import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { repository } from './support/projects/project.ts'

/**
 * Whoever cuts a text before it is masked shows half of a secret. Text from outside is cut by shorten.ts and output/terminal/text-width.ts
 * alone, which come after the mask; where a file takes texts or lists apart for another purpose, it stands here with that purpose.
 * The template engine isn't looked at: what its filters cut is data, and each piece keeps where it came from.
 */
const allowed: Readonly<Record<string, string>> = {
  'shorten.ts': 'cuts what is masked: its callers leave a text whole, and mark it',
  'output/terminal/text-width.ts': 'cuts only what is of the type Shown',
  'masking/cut-edges.ts': 'masks what others cut through',
  'masking/redactor.ts': 'masks',
  'masking/escapes.ts': 'masks: reads escapes',
  'masking/forms.ts': 'masks: writes a value in its forms',
  'masking/readings.ts': 'masks: reads escapes',
  'masking/follow.ts': 'masks: compares a text with a form',
  'workflow/rendering/mask-text.ts': 'masks',
  'workflow/resolving/template-places.ts': 'masks, by where a text came from',
  'workflow/rendering/secret-ranges.ts': 'finds what to mask',
  'plan/masking/mask-text.ts': 'masks',
  'plan/masking/mask-fields.ts': 'masks',
  'manifest/read.ts': 'masks what is in a Secret, and finds documents',
  'manifest/secret.ts': 'finds the document of a line',

  'output/terminal/error.ts': 'names the first of many objects',
  'output/terminal/bug.ts': 'indents lines, masked as a whole',
  'output/progress/failure.ts': 'indents lines, masked as a whole',
  'output/progress/narrow-pair.ts': 'lines of a diff, masked before they get there',
  'output/progress/hook-logs.ts': 'the last of a list',
  'output/ci/annotations.ts': 'the first of a list',
  'output/reports/run-findings.ts': 'the first of a list',
  'output/reports/run-record.ts': 'the last of a list',
  'output/reports/run-summary.ts': 'the first of a list',
  'output/reports/set-summary.ts': 'the first of a list',
  'output/sets/draw-set.ts': 'the first of a list',
  'output/sets/reads/history.ts': 'the last of a list',
  'cli/session/report-set.ts': 'the first of a list',
  'output/json/json-events.ts': 'lines of a log, masked as a whole',
  'output/terminal/screen.ts': 'indents what follows a line break',
  'output/causes.ts': 'takes the frames of a stack, which hold no message',
  'plan/outline.ts': 'a list of objects, each named whole',
  'variables/set.ts': 'counts the lines before a place',
  'workflow/run/ledger.ts': 'names of objects, the kind and namespace that they share once',
  'workflow/waiting/failure-report.ts': 'lines of a log, shown together',
  'workflow/planning/facts/check-permissions.ts': 'indents RBAC rules of our own',
  'plan/diff/diff.ts': 'lines of YAML, masked as a whole',
  'output/diff/markdown.ts': 'lines of masked text, each shown whole',
  'output/sets/reads/diff-markdown.ts': 'lines of masked text, each shown whole or left out',
  'output/terminal/capture.ts': 'lines of masked text, each shown whole',
  'output/progress/impact.ts': 'the first of a list',
  'output/diff/compared-files.ts': 'the name of a file',
  'cli/suggestions.ts': 'an option without its value',
  'cli/options/refuse-texts.ts': 'the lines of a variable, each a path; none is shown',
  'cli/options/take-variables.ts': 'the lines of a variable, each a value',
  'cli/options/variable-names.ts': 'the name of a variable',
  'comments/quick-actions.ts': 'the lines of a masked comment, each written whole',
  'cli/session/pager.ts': 'counts the lines of masked text',
  'output/diff/html/overview.ts': 'the first of a list',
  'output/diff/html/runs.ts': 'lines that are masked already, in parts that are shown together',
  'plan/diff/text-hunks.ts': 'lines of masked YAML, each shown whole',
  'plan/diff/lines.ts': 'lines of masked YAML, each shown whole',
  'plan/diff/settle.ts': 'the last steps of a path',
  'workflow/planning/preview/approved-plan.ts': 'the first of a list',

  'schemas/api-versions.ts': 'the parts of an apiVersion',
  'schemas/built-in.ts': "the parts of a schema's own text",
  'schemas/custom.ts': 'the parts of an apiVersion',
  'schemas/read-type.ts': "the parts of a schema's own text",
  'schemas/check/scalars.ts': 'tells a form, quotes nothing',
  'schemas/schemas.ts': 'the parts of a version',
  'schemas/check/unknown-field.ts': 'the last step of a path',
  'expectations/field-query.ts': 'reads a path',
  'expectations/snapshot.ts': 'reads a heading',
  'schemas/check/values.ts': 'lists what is allowed',
  'schemas/pattern/parse.ts': 'reads a pattern',
  'project/rendered-folder.ts': 'the folders of a path',
  'git/commit.ts': 'lines of what git prints: names, states and paths, each whole',
  'git/repository.ts': 'lines of what git prints, each a path',
  'output/changed/text.ts': 'the first of a list, and the beginning of a commit',
  'cli/commands/changed.ts': 'the first of a list of one',
  'sets/changing/only-changed.ts': 'the beginning of a commit',
  'order/needs.ts': 'a path in a graph',
  'sets/runs/choose-run.ts': 'the last of a list',
  'order/steps.ts': 'parts of a list',
  'sets/turns/in-steps.ts': 'the rest of a list',
  'programs/told-program.ts': 'takes output apart into lines, each told whole',
  'output/urls.ts': 'the first of a list',
  'project/files/new-files.ts': 'the parts of a path',
  'scaffold/escape-jinja.ts': 'takes a text apart, and puts it together again',
  'scaffold/library-template.ts': "reads the library's own comments",
  'scaffold/names.ts': 'makes a name',
  'scaffold/plain-objects.ts': 'the document of an object, whole',
  'scaffold/template-names.ts': 'makes the name of a file',
  'scaffold/template-text.ts': 'takes a text apart, and puts it together again',
  'scaffold/variables.ts': 'makes a name',
  'validation/invalid-values.ts': 'the steps of a path; a value is cut where it is shown, after it is masked',
  'lint/rules/grace-period.ts': 'reads a command',
  'lint/rules/mounted-script.ts': 'reads a path',
  'lint/rules/pod-security-baseline-checks.ts': 'the steps of a path',
  'lint/rules/secret-text.ts': 'the lines of a text, none of which is shown',
  'lint/rules/shell.ts': 'reads a command',
  'output/tests/text.ts': 'the first of a list',
  'plan/references/content-name.ts': 'shortens a hash',
  'plan/references/name-by-content.ts': 'makes a name',
  'plan/references/urls.ts': 'reads a host',
  'validation/forms/ip.ts': 'reads an address',
  'validation/forms/texts.ts': 'the last of a list',
  'validation/pods/container-annotations.ts': 'reads the name of an annotation',
  'workflow/init.ts': 'the first of a list',
  'workflow/initializing/find-live.ts': 'reads a name',
  'workflow/initializing/fit-to-live.ts': 'reads managedFields',
  'workflow/initializing/from-existing.ts': 'reads KIND/NAME, and a path',
  'workflow/resolving/templates.ts': 'the name of a file',
  'workflow/status/urls.ts': 'the first of a list',
  'workflow/planning/undo/kept-revisions.ts': 'the newest of a list',
  'validation/kinds/persistent-volume.ts': 'lists what is allowed',
  'validation/kinds/quotas.ts': 'lists what is allowed',
  'validation/pods/environment.ts': 'lists what is allowed',
  'variables/json-schema.ts': 'the steps of a JSON pointer',
  'project/files/matched-files.ts': 'the parts of a path',
  'project/project.ts': 'the parts of a path',
  'validation/consequences.ts': 'the steps of a path',
  'project/project-templates.ts': 'the name of a file',
  'project/packages.ts': 'the name of a package, whole',
  'findings/group-findings.ts': 'the first of a list',
  'lint/rules/rendered-release.ts': 'the steps of a path',
  'plan/references/service-hosts.ts': 'hosts in a value, each named whole',

  'counts.ts': 'the first of a list',
  'output/next-steps.ts': 'the first of a list',
  'output/status-watch.ts': 'the first lines, masked, of a list',
  'output/drift-lines.ts': 'the lines of a masked value that differ, each shown whole or cut after it is masked',
  'output/progress/rollout.ts': 'the first of a list',
  'manifest/describe.ts': 'the first keys of a map, each whole',
  'history/trim.ts': 'the oldest of a list',
  'history/parts.ts': 'takes a few of a list',
  'history/running.ts': 'the revisions before one',
  'history/records/parts.ts': 'cuts base64 into parts that are joined again',
  'history/read-revisions.ts': 'the last of a list',
  'workflow/status/recorded-state.ts': 'the last of a list',
  'workflow/status/deployed-data.ts': 'the first of a list',
  'workflow/resolving/checks/variables-schema.ts': 'the dots stand for a value that is to be typed',
  'workflow/rendering/warn-of-rewritten.ts': 'the first of a list',
  'workflow/planning/compare/adopt.ts': 'the first of a list',
  'workflow/planning/facts/helm-records.ts': 'the last of a list',
  'workflow/writing/restore.ts': 'the last of a list',
  'workflow/writing/ownership/rewrite-ownership.ts': 'the first steps of a path',
  'plan/defined-schema.ts': 'the first steps of a path',
  'plan/masking/exposed-secrets.ts': 'the first steps of a path',
  'profile/check.ts': 'the first steps of a path',
  'variables/tree.ts': 'the first steps of a path',
  'variables/nearest-variable.ts': 'the steps of a path',
  'variables/undeclared.ts': 'the first steps of a path',
  'workflow/resolving/checks/undeclared-overrides.ts': 'the first steps of a path',
  'variables/evaluate.ts': 'the last of a list',
  'cli/completion/bash-line.ts': 'words of a command line',
  'cli/completion/candidates.ts': 'words of a command line',
  'cli/completion/line.ts': 'words of a command line',
  'cli/completion/values.ts': 'words of a command line',
  'cli/options/excess-arguments.ts': 'words of a command line',
  'main.ts': 'words of a command line',

  'json.ts': 'reads JSON',
  'kinds/rules/json-path.ts': 'reads a path',
  'kinds/rules/ready-when.ts': 'reads an annotation',
  'manifest/identity.ts': 'reads an apiVersion',
  'cluster/api/next-page.ts': 'reads where the next page begins',
  'history/records/unpack.ts': 'reads JSON',
  'yaml/compose.ts': 'reads YAML',
  'yaml/parse.ts': 'reads YAML',
  'yaml/read.ts': 'gives the excerpt its text',
  'yaml/unquoted.ts': 'reads YAML, and repeats none of it',
  'yaml/write.ts': 'indents',
  'yaml/write-scalar.ts': 'writes YAML',
  'profile/layers.ts': 'reads the name of a file',
  'profile/profile-name.ts': 'reads the name of a profile',
  'plan/ownership/owned-fields.ts': 'reads managedFields',
  'plan/ownership/unchanged.ts': 'reads managedFields',
  'plan/references/offer.ts': 'reads managedFields',
  'workflow/revision.ts': 'lines of masked YAML, each shown whole',
  'workflow/writing/recorded-reason.ts': 'cuts what it masked',
  'workflow/writing/describe-changes.ts': 'the first of a list, and of a digest',
  'workflow/writing/revision-record.ts': 'the first of a list',
  'output/history.ts': 'cuts what it masked',
  'plan/references/pod-spec.ts': 'reads the name of a claim',
  'plan/images/image-reference.ts': 'takes an image reference apart',
  'plan/ownership/describe-field.ts': 'reads managedFields',
  'plan/ownership/field-set.ts': 'reads managedFields',
  'plan/helm/helm-keep.ts': 'edits a record of Helm',
  'plan/helm/helm-record.ts': 'edits a record of Helm',
  'plan/helm/json-text.ts': 'reads JSON',
  'plan/ownership/merge-fields.ts': 'reads managedFields',
  'project/files/glob.ts': 'reads a glob',
  'sources/hashes.ts': 'shortens a hash',
  'cli/session/comment.ts': 'reads the mark of a masked comment',
  'project/files/paths.ts': 'reads the name of a file',
  'project/templates.ts': 'reads the name of a file',
  'project/files/utf8.ts': 'takes a byte order mark away',
  'variables/references.ts': 'reads expressions',
  'history/records/decode-revision.ts': 'reads the name of a revision',
  'history/signing/keys.ts': 'shortens a hash',
  'plan/scope/metadata.ts': 'reads the name of a label',
  'plan/scope/rules.ts': 'reads a resource, and a URL',
  'history/records/release.ts': 'makes a name, and shortens a hash',
  'workflow/planning/references/check-references.ts': 'reads a key',
  'workflow/planning/compare/dry-run-free-name.ts': 'makes a name',
  'workflow/rendering/check-annotations.ts': 'reads the name of an annotation',
  'cluster/access/credentials.ts': 'reads PEM',
  'cluster/errors/server-field.ts': 'reads a path',
  'cluster/api/follow-logs.ts': 'reads a timestamp',
  'cluster/errors/invalid-manifest.ts': 'takes a list of problems apart, each shown whole',
  'cluster/connection/proxy.ts': 'reads a host',
  'cluster/api/logs.ts': 'lines of a log, each whole',
  'cluster/access/run-plugin.ts': 'lines that a plugin printed, each whole',
  'cluster/transport/read-lines.ts': 'lines of a log, each told whole or left out',
}

/** Ways to make a text shorter, or to make many of one. */
const cuts = /\.(?:slice|substring|substr)\(|\.split\((?:'\\n'|\/\\r\?\\n)|…[`']/

function cuttingFiles(): string[] {
  return readdirSync(`${repository}/src`, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .filter((file) => !file.startsWith('template/') && hasCut(readFileSync(`${repository}/src/${file}`, 'utf8')))
}

/** Comments don't count. */
function hasCut(source: string): boolean {
  return source.split('\n').some((line) => cuts.test(line) && !/^\s*(?:\/\/|\/?\*)/.test(line))
}

describe('text is cut', () => {
  test('only after it is masked: by files that do nothing else, or that cut no text to show it', () => {
    expect(cuttingFiles().filter((file) => !Object.hasOwn(allowed, file))).toEqual([])
  })

  test('by no file of the table that is gone or cuts nothing any more', () => {
    const found = new Set(cuttingFiles())
    expect(Object.keys(allowed).filter((file) => !found.has(file))).toEqual([])
  })

  test('of the type Shown, which few files make: each of them of what is masked, or of its own words', () => {
    const makers = readdirSync(`${repository}/src`, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .filter((file) => readFileSync(`${repository}/src/${file}`, 'utf8').includes('as Shown'))
    expect(makers.toSorted()).toEqual([
      'masking/shown.ts',
      'output/terminal/object-name.ts',
      'output/terminal/text-width.ts',
    ])
  })

  test('as the search finds it', () => {
    expect(['a.slice(0, 3)', "a.split('\\n')[0]", 'a.substring(3)', `'a…'`].filter(hasCut)).toHaveLength(4)
  })
})
