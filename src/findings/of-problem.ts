import type { KdeployError } from '../errors.ts'
import type { Finding } from './finding.ts'

/** What an apply would refuse, as a finding whose rule is the error's code. */
export function ofProblem({ code, message, place, about, hint }: KdeployError): Finding {
  return { rule: code, severity: 'error', message, place, about, hint }
}
