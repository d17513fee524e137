import { joinNames } from '../../counts.ts'
import { formatPlace } from '../../errors.ts'
import type { Finding } from '../../findings/finding.ts'
import type { RuleInfo } from '../../findings/rule-info.ts'
import type { RuleSwitches } from '../../findings/switches.ts'
import { nearest } from '../../nearest.ts'
import type { ProfileFile } from '../../profile/profile-file.ts'
import { unusedLines, type VariableAudit, type VariableLine } from '../../variables/audit.ts'
import type { Path } from '../../variables/undeclared.ts'
import { projectFinding } from './project-rules.ts'

const source = 'docs/rendering/variables.md#precedence'

/** The rules of the lines in profile files. */
export const variableRules = {
  unused: {
    name: 'variable-unused',
    severity: 'warning',
    finds: 'a variable of a profile file that no template and no other variable reads',
    reason: 'Whoever changes it believes that it has an effect.',
    source,
  },
  shadowed: {
    name: 'variable-shadowed',
    severity: 'warning',
    finds: 'a variable of a profile file that other files override in every profile that has it',
    reason: 'Whoever changes it believes that it has an effect.',
    source,
  },
  repeated: {
    name: 'variable-repeated',
    severity: 'warning',
    finds: 'a variable of a profile file that a weaker layer sets to the same value in every profile',
    reason: 'A change of the weaker layer leaves out this profile, and nobody meant that.',
    source,
  },
} as const satisfies Readonly<Record<string, RuleInfo>>

/** Lines of a project's profile files that count for nothing. `reads`: all that any template or variable may read. */
export function variableFindings(
  audit: VariableAudit,
  files: readonly ProfileFile[],
  reads: readonly Path[],
  switches: RuleSwitches,
): Finding[] {
  const declared = files.map(({ variables, placeOf }) => ({
    variables,
    placeOf: (path: Path) => placeOf(['variables', ...path]),
  }))
  const unused = unusedLines(declared, reads)
  const isUnused = ({ name }: VariableLine) =>
    unused.some((line) => name === line.name || name.startsWith(`${line.name}.`))
  const finding = (rule: RuleInfo, { name, place }: VariableLine, problem: string, hint: string): Finding[] =>
    projectFinding(rule, { message: `the variable ${name} ${problem}`, place, hint }, switches)
  const names = new Set(reads.map((path) => path.join('.')))
  return [
    ...unused.flatMap((line) => {
      const meant = nearest(line.name, names)
      const hint = meant === undefined ? 'remove it' : `did you mean ${meant}? Else remove it`
      return finding(variableRules.unused, line, 'is read by no template and no other variable', hint)
    }),
    ...audit
      .shadowed()
      .filter((line) => !isUnused(line))
      .flatMap((line) => {
        const by = joinNames(line.by, 2, formatPlace)
        const problem = `is overridden in every profile that has it, by ${by}`
        return finding(variableRules.shadowed, line, problem, 'remove it, unless profiles to come need a default')
      }),
    ...audit
      .repeated()
      .filter((line) => !isUnused(line))
      .flatMap((line) =>
        finding(
          variableRules.repeated,
          line,
          `has the same value without this line, by ${formatPlace(line.of)}`,
          'remove it',
        ),
      ),
  ]
}
