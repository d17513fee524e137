/** What no profile may read, print or hand to a program: who has them can sign revisions or plans, or write to the code host. */
const ownSecrets: ReadonlySet<string> = new Set([
  'KDEPLOY_HISTORY_KEY',
  'KDEPLOY_PLAN_KEY',
  'KDEPLOY_GITHUB_TOKEN',
  'KDEPLOY_GITLAB_TOKEN',
])

/** Each release of a set asks for the same one, which never changes. */
const known = new WeakMap<object, Readonly<Record<string, string | undefined>>>()

/** The environment as sources and programs see it: without kdeploy's own secrets. */
export function withoutOwnSecrets(
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string | undefined>> {
  const before = known.get(environment)
  if (before !== undefined) return before
  const without = Object.fromEntries(Object.entries(environment).filter(([name]) => !ownSecrets.has(name)))
  known.set(environment, without)
  return without
}
