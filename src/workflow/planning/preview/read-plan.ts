import { KdeployError } from '../../../errors.ts'
import { parseJson } from '../../../json.ts'
import { isMap, type Json } from '../../../json-map.ts'
import { type SavedPlan, savedShape, savedVersion } from '../../../plan/saved/saved-plan.ts'
import { readPlanFile } from '../../../project/plan-file.ts'
import type { World } from '../../run/world.ts'

/** The plan in a file, or in stdin for `-`. @throws KdeployError `plan-invalid`, and those of readPlanFile */
export function readPlan(file: string, world: Pick<World, 'workingFolder' | 'readStdin'>): SavedPlan {
  const json = parse(readPlanFile(file, world), file)
  if (!isMap(json) || json['kind'] !== 'kdeploy-plan') throw invalid(file, 'it is not a plan')
  if (json['version'] !== savedVersion)
    throw invalid(file, 'another version of kdeploy wrote it', 'use one version for the diff and the apply')
  const parsed = savedShape.safeParse(json)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw invalid(file, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not as kdeploy writes it'}`)
}

function parse(text: string, file: string): Json {
  try {
    return parseJson(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw invalid(file, 'it is not JSON')
  }
}

function invalid(file: string, why: string, hint = 'write it with kdeploy diff --plan'): KdeployError {
  return new KdeployError({
    code: 'plan-invalid',
    category: 'input',
    message: `the plan ${file} can't be used: ${why}`,
    place: { file },
    hint,
  })
}
