import { bareName, type Refusals, refusedFilters, refusedLookups, refusedTests } from './ansible/refused.ts'
import type { WithoutContext } from './context-hint.ts'
import { nearest } from './nearest.ts'
import { PyError } from './python/error.ts'

/** What a hint may choose from. */
export interface HintSources {
  readonly variables: readonly string[]
  readonly filters: Iterable<string>
  readonly tests: Iterable<string>
  readonly extensions: ReadonlySet<string>
  /** What the extension kdeploy.ansible would add. */
  readonly ansibleFilters: ReadonlyMap<string, unknown>
  readonly ansibleTests: ReadonlyMap<string, unknown>
  /** The undefined value that the error names by its type, as its own error would tell it. */
  readonly undefinedMessage: string | undefined
  /** Whether the failing braces look like those of another language, such as Go's templates. */
  readonly isForeign: boolean
  /** How the failing template came to see no variables; undefined where it sees them. */
  readonly withoutContext: WithoutContext | undefined
  /** The key like this one where the failing expression looked for it. */
  nearestKey(missing: string): string | undefined
}

type Rule = readonly [pattern: RegExp, hint: (name: string, sources: HintSources) => string | undefined]

/** What to write instead, by the message; the first rule that has something to say. */
const rules: readonly Rule[] = [
  [/^'([^']+)' is undefined$/, hintVariable],
  [/\b\w*Undefined\b|^slice indices/, (_, sources) => hintUndefined(sources)],
  [/^'(?:list|str|dict|tuple) object' has no attribute '([^']+)'$/, hintAttribute],
  [/^No filter named '([^']+)'/, hintFilter],
  [/^No test named '([^']+)'/, hintTest],
  [/^The lookup plugin '([^']+)' was not found/, hintLookup],
  [
    /^The lookup plugin 'file' failed: .*File not found\.$/s,
    () => "it is looked for in the project's folder files/, then in the project's folder",
  ],
  [
    /^Version comparison failed: '<' not supported/,
    () => "a number is compared with letters there: take a leading v away, `version.removeprefix('v')`",
  ],
  [/^Encountered unknown tag '([^']+)'/, hintTag],
  [/^unexpected char '(.)'/, (character) => foreignOperators.get(character)],
  [/^unexpected '='$/, () => 'compare with =='],
  [/^(?:unexpected|expected token 'name', got) '\|'$/, () => 'write `or` for ||'],
  [/^can only concatenate str \(not "(\w+)"\) to str$/, () => 'join with ~, which turns every value into text'],
  [/^unsupported operand type\(s\) for \+: '(\w+)' and 'str'$/, () => 'join with ~, which turns every value into text'],
  [/^(no loader) for this environment/, () => 'give createEnvironment the `loader` option'],
  [/exceeds the (limit) of/, () => 'the `limits` option raises it'],
  [
    /(deeper) than the limit of/,
    () => 'does it call itself without an end? The `limits.depth` option raises the limit',
  ],
]

/** A line of advice for an error that has a usual cause. */
export function findHint(error: PyError, sources: HintSources): string | undefined {
  const hint = usualCause(error, sources)
  if (!sources.isForeign || !foreignErrors.has(error.name)) return hint
  return hint === undefined ? rawHint : `${hint}; ${rawHint}`
}

const foreignErrors = new Set(['TemplateSyntaxError', 'UndefinedError', 'TypeError'])
const rawHint = 'braces that another program reads stand between {% raw %} and {% endraw %}'

function usualCause(error: PyError, sources: HintSources): string | undefined {
  for (const [pattern, hint] of rules) {
    const match = pattern.exec(error.message)
    if (match !== null) return hint(match[1] ?? '', sources)
  }
  return undefined
}

const inExtension = 'the extension kdeploy.ansible has it: add it to the `extensions` option'

/** Names that mean something in another dialect. */
const foreignVariables: ReadonlyMap<string, string> = new Map([
  ['null', 'write none'],
  ['undefined', 'test with `is defined`'],
  ['loop', '`loop` exists in the body of a for only, and not in its `if`'],
  ['lookup', inExtension],
  ['query', inExtension],
  ['q', inExtension],
  ['hostvars', "Ansible's inventory isn't available: declare the value under variables"],
  ['groups', "Ansible's inventory isn't available: declare the value under variables"],
  ['inventory_hostname', "Ansible's inventory isn't available: declare the value under variables"],
  ['ansible_facts', "Ansible's facts aren't available: declare the value under variables"],
  ['omit', "Ansible's omit isn't available: leave the field out with an if"],
  ['now', "Ansible's now() isn't available: declare the time under variables"],
  ['CLUSTER', "the profile's `clusters` give it; a profile that may have none writes CLUSTER | default('none')"],
  ['NAMESPACE', "`--namespace` or the profile's `namespace` gives it"],
  ['caller', '`caller` exists in a macro that {% call %} invoked'],
  ['super', '`super` exists in blocks only'],
])

function hintVariable(name: string, sources: HintSources): string | undefined {
  const foreign = foreignVariables.get(name)
  if (foreign !== undefined) return foreign
  const near = nearest(name, sources.variables) ?? onlyWithWord(name, sources.variables)
  if (sources.withoutContext === undefined) return meant(near)
  const known = near === undefined || near === name ? '' : `${meant(near)} `
  return `${known}${withoutContextHints[sources.withoutContext]}`
}

/** The only name that has this one as one of its words: `env_type` for `env`. */
function onlyWithWord(word: string, names: readonly string[]): string | undefined {
  const [found, ...others] = names.filter((name) => name.split('_').includes(word))
  return others.length === 0 ? found : undefined
}

const withoutContextHints: Readonly<Record<WithoutContext, string>> = {
  import: 'an imported macro sees no variables: pass it what it needs, or write {% import … as … with context %}',
  fromimport: 'an imported macro sees no variables: pass it what it needs, or write {% from … import … with context %}',
  include: 'an include `without context` sees no variables: leave these words out',
}

/** Python's errors name the type of a value, not the variable that is missing. */
function hintUndefined(sources: HintSources): string | undefined {
  const { undefinedMessage: message } = sources
  if (message === undefined) return undefined
  const more = findHint(new PyError('UndefinedError', message), {
    ...sources,
    undefinedMessage: undefined,
    isForeign: false,
  })
  return more === undefined ? message : `${message}; ${more}`
}

function meant(name: string | undefined): string | undefined {
  return name === undefined ? undefined : `did you mean ${name}?`
}

function hintAttribute(name: string, sources: HintSources): string | undefined {
  return meant(sources.nearestKey(name)) ?? javascriptMembers.get(name)
}

/** Members that JavaScript's values have, and nunjucks reaches. */
const javascriptMembers: ReadonlyMap<string, string> = new Map([
  ['length', 'write `value|length`'],
  ['push', 'lists have append(): `{% do list.append(item) %}`'],
  ['concat', 'join lists with +'],
  ['includes', 'write `item in value`'],
  ['indexOf', 'write value.find(text) or value.index(item)'],
  ['substring', 'write value[start:stop]'],
  ['substr', 'write value[start:stop]'],
  ['slice', 'write value[start:stop]'],
  ['toUpperCase', 'write value.upper() or `value|upper`'],
  ['toLowerCase', 'write value.lower() or `value|lower`'],
  ['trim', 'write value.strip() or `value|trim`'],
  ['forEach', 'write `{% for item in list %}`'],
  ['map', 'write `list|map(…)`'],
  ['filter', 'write `list|select(…)`'],
  ['toString', 'write `value|string`'],
  ['hasOwnProperty', 'write `key in dict`'],
  ['padStart', 'write value.rjust(width, fill)'],
  ['padEnd', 'write value.ljust(width, fill)'],
  ['startsWith', 'write value.startswith(text)'],
  ['endsWith', 'write value.endswith(text)'],
])

const foreignFilters: ReadonlyMap<string, string> = new Map([
  ['dump', "nunjucks' dump is `tojson`"],
  ['nl2br', "nunjucks' nl2br is `replace('\\n', '<br>\\n')`"],
  ['toYaml', "Helm's toYaml is `to_nice_yaml` of the extension kdeploy.ansible"],
])

function hintFilter(name: string, sources: HintSources): string | undefined {
  const known = hintAnsible(name, sources.ansibleFilters, refusedFilters, sources)
  return known ?? foreignFilters.get(name) ?? meant(nearest(name, sources.filters))
}

/** What to do about a name of Ansible's: the extension has it, or says why not. */
function hintAnsible(
  name: string,
  added: ReadonlyMap<string, unknown>,
  refused: Refusals,
  { extensions }: HintSources,
): string | undefined {
  const bare = bareName(name)
  if (added.has(bare)) return extensions.has('kdeploy.ansible') ? undefined : inExtension
  const reason = refused.get(bare)
  return reason === undefined ? undefined : `Ansible's ${bare} isn't available: ${reason}`
}

const foreignTests: ReadonlyMap<string, string> = new Map([
  ['empty', 'write `not value`'],
  ['null', 'write `is none`'],
])

function hintTest(name: string, sources: HintSources): string | undefined {
  const known = hintAnsible(name, sources.ansibleTests, refusedTests, sources)
  return known ?? foreignTests.get(name) ?? meant(nearest(name, sources.tests))
}

function hintLookup(name: string): string {
  const reason = refusedLookups.get(bareName(name))
  return reason ?? 'there are env, file and template: give anything else by variables or variablesFrom'
}

const foreignTags: ReadonlyMap<string, string> = new Map([
  ['elseif', 'write {% elif %}'],
  ['elsif', 'write {% elif %}'],
  ['switch', "nunjucks' switch is {% if %} with {% elif %}"],
  ['case', "nunjucks' switch is {% if %} with {% elif %}"],
  ['asyncEach', "nunjucks' asyncEach is {% for %}"],
  ['asyncAll', "nunjucks' asyncAll is {% for %}"],
  ['ifAsync', "nunjucks' ifAsync is {% if %}"],
  ['verbatim', 'write {% raw %}'],
  ['do', 'add jinja2.ext.do to the `extensions` option'],
  ['break', 'add jinja2.ext.loopcontrols to the `extensions` option'],
  ['continue', 'add jinja2.ext.loopcontrols to the `extensions` option'],
  ['trans', 'translations are not available'],
])

const tags =
  'for if elif else set with block extends print macro include from import call filter raw autoescape do break continue ' +
  'endfor endif endset endwith endblock endmacro endcall endfilter endraw endautoescape'

function hintTag(name: string): string | undefined {
  const foreign = foreignTags.get(name)
  if (foreign !== undefined) return foreign
  const meantTag = nearest(name, tags.split(' '))
  return meantTag === name ? undefined : meant(meantTag)
}

const foreignOperators: ReadonlyMap<string, string> = new Map([
  ['?', 'write `a if condition else b`'],
  ['&', 'write `and`'],
  ['!', 'write `not`'],
  ['$', 'a variable needs no $'],
  ['`', 'strings stand in quotes, joined with ~'],
  ['@', 'a variable needs no @'],
  ['\\', 'a backslash stands in strings only'],
])
