import { KdeployError, throwCollected } from '../../errors.ts'
import type { FieldPath } from '../../field-path.ts'
import type { RuleSwitches } from '../../findings/switches.ts'
import { nearest } from '../../nearest.ts'
import type { Project } from '../../project/project.ts'
import { ruleNames } from './known-rules.ts'

/** How kdeploy.yaml's `validate` switches rules. @throws KdeployError `file-invalid` for names of none */
export function ruleSwitchesOf({ validate }: Pick<Project, 'validate'>): RuleSwitches {
  const { rules = {}, except = [] } = validate.settings
  const problems: KdeployError[] = []
  const checkName = (name: string, path: FieldPath) => {
    if (!ruleNames.includes(name)) problems.push(unknownRule(name, validate.placeOf(path)))
  }
  for (const name of Object.keys(rules)) checkName(name, ['rules', name])
  for (const [index, { rule }] of except.entries()) checkName(rule, ['except', index, 'rule'])
  throwCollected(problems, (count) => `${count} names in \`validate\` are of no rule`)
  return { severities: new Map(Object.entries(rules)), exceptions: except }
}

function unknownRule(name: string, place: KdeployError['place']): KdeployError {
  const meant = nearest(name, ruleNames)
  return new KdeployError({
    code: 'file-invalid',
    category: 'input',
    message: `\`validate\`: there is no rule ${JSON.stringify(name)}${meant === undefined ? '' : `; did you mean ${meant}?`}`,
    place,
    hint: 'docs/rendering/validate.md lists the rules',
  })
}
