const range = (from: number, to: number) =>
  String.fromCodePoint(...Array.from({ length: to - from + 1 }, (_, index) => from + index))

/** One text for each class of code points that something on the way may refuse, fold or lose. */
export const texts: Readonly<Record<string, string>> = {
  controls: `a${range(0x00, 0x1f)}b`,
  delete: 'a\u007fb',
  c1: `a${range(0x80, 0x9f)}b`,
  'next-line': 'a\u0085b\u0085',
  separators: '\u2028a\u2028 \u2029b\u2029',
  'byte-order-mark': '\ufeffa\ufeffb\ufeff',
  noncharacters: `a\ufffe\uffff${range(0xfdd0, 0xfdef)}\u{1fffe}\u{10ffff}b`,
  replacement: 'a\ufffdb',
  astral: '😀\u{10000}\u{10fffd}👩‍👩‍👧',
  private: '\ue000\uf8ff\u{f0000}',
  composed: '\u00e9 \u1ec7 \uac00',
  combining: 'e\u0301 \u1ecd\u0302 \u1100\u1161',
  bidi: 'a\u202eb\u202c \u2066c\u2069 \u200fשלום\u061cعربي',
  invisible: '\u200ba\u200d\u2060\u00ad\u180eb\u00a0\u3000',
  breaks: 'a\r\nb\rc\n\n d \n',
  blanks: '  a\t b  ',
  quotes: `'a' "b" \\n {c} %d # e: - f & *g !h |i >j %k @l \`m`,
  words: 'yes',
  number: '0644',
  empty: '',
}
/** The same classes, other texts. */
export const reversed = Object.fromEntries(
  Object.entries(texts).map(([name, text]) => [name, [...text].reverse().join('')]),
)

/** Keys that JavaScript objects have, one that is too long for a simple key of YAML, and every text. */
export const keys = [
  '__proto__',
  'constructor',
  'toString',
  'k'.repeat(3000),
  '\u0085'.repeat(300),
  ...Object.values(texts),
]

export const integers: Readonly<Record<string, string>> = {
  safe: '9007199254740991',
  'first-unsafe': '9007199254740992',
  odd: '9007199254740993',
  most: '9223372036854775807',
  least: '-9223372036854775808',
  negative: '-9007199254740993',
  small: '7',
  'as-float': '1.0',
  'as-exponent': '1e3',
  'large-float': '1e18',
  fraction: '0.1',
  huge: '1.5e300',
}
/** What the API server makes of those that are no plain integers. */
export const arrived = {
  ...integers,
  'as-float': '1',
  'as-exponent': '1000',
  'large-float': '1000000000000000000',
  huge: '1.5e+300',
}

export const keystore = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))

/** A text as JSON and YAML quote it, in ASCII. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** A text as it is but for what YAML's quotes can't hold. */
function quotedRaw(text: string): string {
  return JSON.stringify(text).replaceAll(/\{([{%])/g, '\\u007b$1')
}

const forEach = (line: string) => `{%- for name, text in texts | dictsort %}\n${line}{% endfor %}\n`

/** The file of profile `prod_a`: these texts as variables, and the greatest of the integers. */
export function profile(namespace: string, given: Readonly<Record<string, string>>, most: string): string {
  const entries = Object.entries(given).map(([name, text]) => `    ${quoted(name)}: ${quoted(text)}\n`)
  return `namespace: ${namespace}
variablesFrom:
- {file: store.jks, format: binary, as: keystore}
variables:
  most: ${most}
  texts:
${entries.join('')}`
}

/** Templates that put the texts wherever a cluster takes text, and a Sample of an API group with the integers, too. */
export function templates(group: string): Record<string, string> {
  const raw = Object.entries(texts).map(([name, text]) => `  ${name}: ${quotedRaw(text)}\n`)
  const own = Object.entries(integers).map(
    ([name, integer]) => `    ${name}: ${name === 'most' ? '{{ most }}' : integer}\n`,
  )
  return {
    'templates/config.yaml': `apiVersion: v1
kind: ConfigMap
metadata:
  name: texts
  annotations:${forEach('    text.example/{{ name }}: {{ text | tojson }}')}
data:${forEach('  {{ name }}: {{ text | tojson }}')}
  __proto__: proto
  constructor: constructor
binaryData:${forEach('  {{ name }}.bin: "{{ text | b64encode }}"')}
  store.jks: {{ keystore }}
`,
    'templates/raw.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: raw}\ndata:\n${raw.join('')}`,
    'templates/secret.yaml': `apiVersion: v1
kind: Secret
metadata: {name: texts}
data:${forEach('  {{ name }}: "{{ text | b64encode }}"')}
  store.jks: {{ keystore }}
---
apiVersion: v1
kind: Secret
metadata: {name: strings}
stringData:${forEach('  {{ name }}: {{ text | tojson }}')}
  __proto__: proto
`,
    'templates/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 0
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        image: web
        env:${forEach('        - {name: {{ name }}, value: {{ text | tojson }}}')}
`,
    'templates/sample.yaml': `apiVersion: ${group}/v1
kind: Sample
metadata: {name: texts}
spec:
  most: {{ most }}
  integers:
${own.join('')}
  list: [{{ most }}, {{ most - 1 }}, 9007199254740993]
  json: {{ [most, 9007199254740993] | tojson }}
  texts:${forEach('    {{ name }}: {{ text | tojson }}')}
  keys:
${keys.map((key, index) => `    ? ${quoted(key)}\n    : "${index}"\n`).join('')}
`,
  }
}
