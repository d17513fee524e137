/** Whether this is a CI job, where a test may not be skipped for want of a tool: it fails instead. */
export function inCi(environment: Readonly<Record<string, string | undefined>>): boolean {
  return !['', '0', 'false'].includes(environment['CI'] ?? '')
}
