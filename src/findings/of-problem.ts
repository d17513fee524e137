import type { KdeployError } from '../errors.ts'
import type { Finding } from './finding.ts'
import type { Validated } from './validated.ts'

/** What an apply would refuse, as a finding whose rule is the error's code. */
export function ofProblem({ code, message, detail, place, about, hint }: KdeployError): Finding {
  return { rule: code, severity: 'error', message, detail, place, about, hint }
}

/** What was found, with the problems of each profile among its findings. */
export function withProblems({ profiles, findings }: Validated): Pick<Validated, 'profiles' | 'findings'> {
  return {
    findings,
    profiles: profiles.map((one) => ({ ...one, findings: [...one.problems.map(ofProblem), ...one.findings] })),
  }
}
