import type { RuleInfo } from '../../findings/rule-info.ts'
import { rules } from '../../lint/registry.ts'
import { schemaRules } from '../../schemas/rules.ts'
import { valueRules } from '../../validation/rules.ts'
import { projectRules } from './project-rules.ts'
import { variableRules } from './variable-findings.ts'

/** Every rule that findings may name, sorted by name. */
export const knownRules: readonly RuleInfo[] = [
  ...rules,
  ...schemaRules,
  ...valueRules,
  ...Object.values(variableRules),
  ...Object.values(projectRules),
].sort((a, b) => (a.name < b.name ? -1 : 1))

/** What kdeploy.yaml's `validate` may name. */
export const ruleNames: readonly string[] = knownRules.map(({ name }) => name)
