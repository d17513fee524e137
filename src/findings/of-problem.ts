import { KdeployError, messageOf } from '../errors.ts'
import type { Finding } from './finding.ts'
import type { Validated } from './validated.ts'

/** What an apply would refuse, as a finding whose rule is the error's code. */
export function ofProblem({ code, message, detail, place, about, hint }: KdeployError): Finding {
  return { rule: code, severity: 'error', message, detail, place, about, hint }
}

/** Each problem that was collected in an error; of one that is no KdeployError, its message. */
export function problemFindings(error: unknown, interrupted: boolean): Finding[] {
  const nothing = { place: undefined, about: undefined, hint: undefined }
  if (interrupted)
    return [{ ...nothing, rule: 'interrupted', severity: 'error', message: `interrupted: ${messageOf(error)}` }]
  if (!(error instanceof KdeployError)) {
    return [{ ...nothing, rule: 'internal', severity: 'error', message: `a bug in kdeploy: ${messageOf(error)}` }]
  }
  if (error.problems.length === 0) return [ofProblem(error)]
  return error.problems.flatMap((problem) => problemFindings(problem, false))
}

/** What was found, with the problems of each profile among its findings. */
export function withProblems({ profiles, findings }: Validated): Pick<Validated, 'profiles' | 'findings'> {
  return {
    findings,
    profiles: profiles.map((one) => ({ ...one, findings: [...one.problems.map(ofProblem), ...one.findings] })),
  }
}
