import { KdeployError, type Place, throwCollected } from '../../errors.ts'
import type { FieldPath } from '../../field-path.ts'
import { isRule, parseRule, type ReadinessRule, type Rule } from '../../kinds/rules/rule.ts'
import type { Project } from '../../project/project.ts'

/** A project's rules of readiness. @throws KdeployError `file-invalid` with all that can't be read */
export function readinessRulesOf(project: Pick<Project, 'readiness'>): ReadinessRule[] {
  const problems: KdeployError[] = []
  const rules = project.readiness.map(({ rule, placeOf }): ReadinessRule => {
    const read = (field: 'readyWhen' | 'failWhen') => parseAll(rule[field], field, placeOf, problems)
    const { group, kind, wait = true } = rule
    return { group, kind, isAwaited: wait, readyWhen: read('readyWhen'), failWhen: read('failWhen') }
  })
  throwCollected(problems, (count) => `${count} rules of readiness are invalid`)
  return rules
}

function parseAll(
  written: string | readonly string[] | undefined,
  field: string,
  placeOf: (path: FieldPath) => Place,
  problems: KdeployError[],
): Rule[] {
  const texts = typeof written === 'string' ? [written] : (written ?? [])
  return texts.flatMap((text, index) => {
    const parsed = parseRule(text)
    if (isRule(parsed)) return parsed
    const place = placeOf(typeof written === 'string' ? [field] : [field, index])
    const message = `invalid rule in \`readiness\`: ${JSON.stringify(text)}`
    problems.push(new KdeployError({ code: 'file-invalid', category: 'input', message, place, hint: parsed.problem }))
    return []
  })
}
