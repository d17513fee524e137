/** Names whose value is a secret: `DB_PASSWORD`, `apiKey`, `slack.token`; not `PASSWORD_FILE`, `TOKEN_URL`. */
const secretName =
  /(?:^|(?<!proxy|cgi|grpc)[^a-z])(?:pass(?:word|wd|phrase)?|pwd|secret|token|credentials?|(?:api|access|secret|private|encryption|signing)[-_.]?key)$/

/** What says how a secret is used, not what it is. */
const switches =
  /^(?:allow|require|enable|disable|use|has|is|no|skip|generate|create|existing|min|max|default|rotate)[-_. ]/

/** A value that says nothing: a switch, a number, a place, or something to be filled in. */
const noSecret = [
  /^\s*$/,
  /^(?:true|false|yes|no|on|off|null|nil|none|undefined|enabled|disabled|required|optional|auto|default|env|file|basic|bearer)$/i,
  /^[-+]?[\d.]+[a-z]{0,2}$/i,
  /^(?:\.{0,2}\/|~\/|file:|env:|vault:|ref\+|arn:|projects\/|op:\/\/|secretKeyRef)/i,
  /[$%{}<>()]|=\/|\*{3}|x{4}|^ENC\[|^(?:[A-Za-z]:)?\\/,
  /^(?:your|my|replace|insert|enter|example|redacted|masked|placeholder|todo)\b/i,
]

/** Words joined by hyphens, with a namespace or not. */
const nameLike = /^(?:[a-z0-9-]+\/)?[a-z]+(?:[-._](?:[a-z]+|(?=[a-z]{0,3}\d)[a-z0-9]{1,4}))+$/

/** Whether a name and its value are a secret written out. A value is never told. */
export function isSecretValue(name: string, value: string): boolean {
  const words = name.replaceAll(/([a-z\d])([A-Z])/g, '$1_$2').toLowerCase()
  if (!secretName.test(words) || switches.test(words)) return false
  if (noSecret.some((pattern) => pattern.test(value))) return false
  // `TLS_SECRET: web-tls` is the name of an object, `CLUSTER_TOKEN: etcd-cluster` a name, too.
  return !/(?:secret|token|credentials?)$/.test(words) || !nameLike.test(value)
}

/** Forms that are secrets whatever their name is, and what to call them. */
const forms: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----/, 'a private key'],
  [
    /(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{0,30}:\/\/[^\s:/@'"$<{(]*:(?![$%<{(*]|x{3}|\d{1,5}\/)[^\s@/'"$<{]+@[\w.-]/,
    'a URL with a password',
  ],
  [/\b(?:AKIA|ASIA)(?![A-Z0-9]*EXAMPLE)[A-Z0-9]{16}\b/, 'an AWS access key'],
  [/\bgh[pousr]_[A-Za-z0-9]{36}\b|\bgithub_pat_\w{60,}/, 'a GitHub token'],
  [/\bglpat-[\w-]{20,}/, 'a GitLab token'],
  [/\bxox[abprs]-[\w-]{10,}/, 'a Slack token'],
  [/\bsk_live_[A-Za-z0-9]{20,}/, 'a Stripe key'],
]

/** What sort of secret a text has in it, by its form: `a private key`; undefined where it has none. */
export function secretFormIn(text: string): string | undefined {
  return forms.find(([form]) => form.test(text))?.[1]
}

const comment = /^\s*(?:#|\/\/|;|--(?!-)|\*)/

/** Files of settings, whose lines are names and values; others may be programs. */
const settings = /^[^.]*$|\.(?:ya?ml|json|ini|conf|cnf|cfg|properties|toml|env)$/i

/** The lines of a text, from 0, in which a secret is written out, and what each has. */
export function secretLinesIn(text: string, file: string): { readonly line: number; readonly what: string }[] {
  const hasPairs = settings.test(file)
  return text.split('\n').flatMap((content, line) => {
    if (comment.test(content)) return []
    const form = secretFormIn(content)
    if (form !== undefined) return [{ line, what: form }]
    const [, name = '', value = ''] =
      /^\s*(?:-\s+|export\s+)?["']?([\w.-]+)["']?\s*[:=]\s*["']?([^"'\s,;]+)["']?\s*[,;]?\s*(?:#.*)?$/.exec(content) ??
      []
    return hasPairs && isSecretValue(name, value) ? [{ line, what: `a value of ${name}` }] : []
  })
}
